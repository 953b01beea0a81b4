package org.holdfast.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and its certificate for the loopback address, made with the JDK's keytool.
 *
 * @param certificate the file of the certificate, for clients that should trust it
 */
record TlsIdentity(SSLContext context, Path certificate) {

  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  static TlsIdentity in(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    var store = directory.resolve("store.p12");
    var certificate = directory.resolve("ca.pem");
    keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=us", "-ext", "san=ip:127.0.0.1");
    keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
    var keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD);
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, STORE_PASSWORD);
    var made = SSLContext.getInstance("TLS");
    made.init(factory.getKeyManagers(), null, null);
    return new TlsIdentity(made, certificate);
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-alias", "us"));
    command.addAll(List.of("-storepass", new String(STORE_PASSWORD)));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    assertThat(status).isZero();
  }
}
