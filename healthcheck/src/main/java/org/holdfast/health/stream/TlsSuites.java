package org.holdfast.health.stream;

import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * The cipher suites that the TLS clients of this process offer: those that Java allows, and to the
 * servers of checks with {@code legacy} also those with RSA key exchange (TLS_RSA_*), which
 * keepalived's OpenSSL offers by default.
 *
 * <p>Java disables RSA key exchange for a whole process, by a property that it reads once. {@link
 * #allowRsaKeyExchange} therefore removes it from that property, and every client of this process
 * must name its suites: {@link #standard} or, in a legacy check, {@link #offered}.
 */
public final class TlsSuites {

  private static final String DISABLED = "jdk.tls.disabledAlgorithms";
  private static final String RSA_KEY_EXCHANGE = "TLS_RSA_";
  private static final String DISABLED_SUITES = RSA_KEY_EXCHANGE + "*";

  private TlsSuites() {}

  /**
   * Removes only RSA key exchange from the JDK's list of disabled algorithms, so that legacy checks
   * can offer it. Must be called before TLS is first used in this process; later calls have no
   * effect. May be called from any thread, repeatedly.
   */
  public static void allowRsaKeyExchange() {
    var disabled = Security.getProperty(DISABLED);
    if (disabled != null && disabled.contains(DISABLED_SUITES)) {
      Security.setProperty(
          DISABLED,
          Arrays.stream(disabled.split(","))
              .map(String::strip)
              .filter(name -> !name.equals(DISABLED_SUITES))
              .collect(Collectors.joining(", ")));
    }
  }

  /**
   * The suites of every client but legacy checks, in the JDK's order: those that the JDK enables by
   * itself, without RSA key exchange.
   */
  public static String[] standard() throws NoSuchAlgorithmException {
    return Arrays.stream(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
        .filter(suite -> !suite.startsWith(RSA_KEY_EXCHANGE))
        .toArray(String[]::new);
  }

  /**
   * The suites of a check in the JDK's order, best first.
   *
   * @param legacy whether RSA key exchange is offered too
   */
  static List<String> offered(boolean legacy) throws NoSuchAlgorithmException {
    var offered = new ArrayList<String>();
    for (var suite : SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) {
      if (isOffered(suite) && (legacy || !suite.startsWith(RSA_KEY_EXCHANGE))) {
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
