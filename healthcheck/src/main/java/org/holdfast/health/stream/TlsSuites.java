package org.holdfast.health.stream;

import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * The cipher suites that probes offer: all that OpenSSL's default would, and so keepalived, as far
 * as they authenticate the server by a certificate. A server that speaks none but an old one may
 * serve its clients very well; it is not for a health check to say otherwise.
 *
 * <p>That includes RSA key exchange (TLS_RSA_*), which this JDK has but disables for the whole
 * process; see {@link #allowRsaKeyExchange}. Certificates are verified with any suite.
 */
public final class TlsSuites {

  private static final String DISABLED = "jdk.tls.disabledAlgorithms";
  private static final String RSA_KEY_EXCHANGE = "TLS_RSA_*";

  private TlsSuites() {}

  /**
   * Takes RSA key exchange off the JDK's list of disabled algorithms, and nothing else. Has no
   * effect once TLS has been used in this process, so it is called before. It holds for all TLS
   * clients of the process; each still prefers suites with forward secrecy. Any thread; again is
   * harmless.
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

  /** The best first, as the JDK orders them. */
  static List<String> offered() throws NoSuchAlgorithmException {
    var offered = new ArrayList<String>();
    for (var suite : SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) {
      if (isOffered(suite)) {
        offered.add(suite);
      }
    }
    return offered;
  }

  /** Not DSA, which no browser has known for years, nor what proves nothing or hides nothing. */
  private static boolean isOffered(String suite) {
    boolean encrypts = suite.contains("_AES_") || suite.contains("_CHACHA20_");
    boolean proves = !suite.contains("_DSS_") && !suite.contains("_anon_");
    return encrypts && proves;
  }
}
