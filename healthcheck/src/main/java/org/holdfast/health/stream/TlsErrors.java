package org.holdfast.health.stream;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertificateException;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.jspecify.annotations.Nullable;

/** Explains an error of a TLS connection in an operator's words. */
final class TlsErrors {

  private static final String ALERT = "Received fatal alert: ";

  private TlsErrors() {}

  static ProbeResult result(SSLException error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof CertificateException refused) {
        return failed(Failure.CERTIFICATE, text(refused));
      }
      if (at instanceof NotSslRecordException) {
        return failed(Failure.TLS, "does not speak TLS");
      }
      if (isOurs(at)) {
        return new ProbeResult.NotRun("TLS cannot be used: " + text(at));
      }
      if (ChannelErrors.isSocketError(at)) {
        return ChannelErrors.result(at);
      }
    }
    var words = text(error);
    if (words.startsWith("Connection closed while")) {
      return failed(Failure.CLOSED_EARLY, "closed the connection in the TLS handshake");
    }
    int alert = words.indexOf(ALERT);
    if (alert >= 0) {
      // RFC 8446 section 6.2: the alert by which the server rejects our side of the handshake
      var name = words.substring(alert + ALERT.length()).replace('_', ' ');
      return failed(Failure.TLS, "refused by the server: TLS alert " + name);
    }
    return failed(Failure.TLS, "TLS failed: " + words);
  }

  /**
   * No trusted roots, no worker for the handshake, no memory: none of these is the server's fault.
   */
  private static boolean isOurs(Throwable error) {
    return error instanceof InvalidAlgorithmParameterException
        || error instanceof RejectedExecutionException
        || error instanceof Error;
  }

  private static ProbeResult failed(Failure why, String words) {
    return new ProbeResult.Failed(why, words);
  }

  private static String text(@Nullable Throwable error) {
    return error == null || error.getMessage() == null ? String.valueOf(error) : error.getMessage();
  }
}
