package org.holdfast.agent.notify;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.holdfast.health.stream.TrustedRoots;

/**
 * Creates TLS contexts for mail and webhooks. Reads files, so it must not be used on an event loop.
 */
public final class Trust {

  private Trust() {}

  /**
   * Creates a context with the configured trust. The caller must enable the check of the host name.
   *
   * @throws IOException if the certificates cannot be read
   */
  public static SSLContext context(TrustConfig config)
      throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers(config), null);
    return context;
  }

  private static TrustManager[] managers(TrustConfig config)
      throws IOException, GeneralSecurityException {
    if (config.insecure()) {
      return new TrustManager[] {new Anybody()};
    }
    return TrustedRoots.managers(TrustedRoots.file(config.ca()));
  }

  /**
   * Trusts every certificate, if so configured. Extends the extended trust manager, so that host
   * names are not checked either.
   */
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
