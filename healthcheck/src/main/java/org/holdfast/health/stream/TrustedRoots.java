package org.holdfast.health.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The root certificates that TLS trusts, from PEM files: the configured file, or the system's,
 * where an operator adds an authority of his own. Reads files, so it must not be used on an event
 * loop.
 */
public final class TrustedRoots {

  /** Debian, Red Hat, SUSE and Alpine keep the operator's trusted roots in one of these files. */
  private static final List<Path> OF_SYSTEMS =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private TrustedRoots() {}

  /**
   * Returns the file with the certificates; empty if none is configured and the system has none.
   *
   * @param configured null for the system's
   */
  public static Optional<Path> file(@Nullable String configured) {
    return configured == null
        ? OF_SYSTEMS.stream().filter(Files::isReadable).findFirst()
        : Optional.of(Path.of(configured));
  }

  /**
   * Returns managers that trust the certificates in a file.
   *
   * @param file empty for the certificates of the Java runtime
   * @throws IOException if the file cannot be read
   * @throws GeneralSecurityException if it has no certificates
   */
  public static TrustManager[] managers(Optional<Path> file)
      throws IOException, GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    // null stands for the certificates of the runtime
    factory.init(file.isPresent() ? store(file.get()) : null);
    return factory.getTrustManagers();
  }

  private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(file)) {
      int number = 0;
      for (var root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("root-" + number++, root);
      }
    }
    if (store.size() == 0) {
      throw new GeneralSecurityException(file + " has no certificate in it");
    }
    return store;
  }
}
