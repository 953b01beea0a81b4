package org.holdfast.health.stream;

import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * The cipher suites that probes offer: all of OpenSSL's default suites, which keepalived uses, that
 * authenticate the server by a certificate. A server that supports only an old suite may serve its
 * clients very well, and a health check must not fail it for that.
 *
 * <p>This includes RSA key exchange (TLS_RSA_*), which this JDK supports but disables for the whole
 * process; see {@link #allowRsaKeyExchange}. Certificates are verified with any suite.
 */
public final class TlsSuites {

  private static final String DISABLED = "jdk.tls.disabledAlgorithms";
  private static final String RSA_KEY_EXCHANGE = "TLS_RSA_*";

  private TlsSuites() {}

  /**
   * Removes only RSA key exchange from the JDK's list of disabled algorithms. Must be called before
   * TLS is first used in this process; later calls have no effect. It applies to all TLS clients of
   * the process; each still prefers suites with forward secrecy. May be called from any thread,
   * repeatedly.
   */
  public static void allowRsaKeyExchange() {
    var disabled = Security.getProperty(DISABLED);
    if (disabled != null && disabled.contains(RSA_KEY_EXCHANGE)) {
      Security.setProperty(
          DISABLED,
          Arrays.stream(disabled.split(","))
              .map(String::strip)
              .filter(name -> !name.equals(RSA_KEY_EXCHANGE))
              .collect(Collectors.joining(", ")));
    }
  }

  /** The suites in the JDK's order, best first. */
  static List<String> offered() throws NoSuchAlgorithmException {
    var offered = new ArrayList<String>();
    for (var suite : SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) {
      if (isOffered(suite)) {
        offered.add(suite);
      }
    }
    return offered;
  }

  /**
   * Excludes DSA, which browsers have not supported for years, and suites without authentication or
   * encryption.
   */
  private static boolean isOffered(String suite) {
    boolean encrypts = suite.contains("_AES_") || suite.contains("_CHACHA20_");
    boolean proves = !suite.contains("_DSS_") && !suite.contains("_anon_");
    return encrypts && proves;
  }
}
