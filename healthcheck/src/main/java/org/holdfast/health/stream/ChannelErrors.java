package org.holdfast.health.stream;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.health.ProbeResult.NotRun;
import org.holdfast.health.socket.SocketErrors;
import org.holdfast.linux.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Interprets a channel's failure: by its errno ({@link SocketErrors}), otherwise by its class.
 *
 * <p>Local problems are listed; any other exception on a connection is a failure of the target.
 */
final class ChannelErrors {

  // Netty exposes the error number of a failed connect() only in the text.
  private static final Pattern NUMBER_IN_TEXT = Pattern.compile("error\\((-?\\d{1,4})\\)");

  private ChannelErrors() {}

  /**
   * The meaning of a failed connect, read or write, or of an exception caused by the server's data.
   */
  static ProbeResult result(Throwable error) {
    int number = number(error);
    if (number != 0) {
      return SocketErrors.of(-number);
    }
    if (error instanceof DecoderException && error.getCause() != null) {
      return result(error.getCause());
    }
    return switch (error) {
      // Netty throws this for both EHOSTUNREACH and ENETUNREACH, without a number or a text
      case NoRouteToHostException _ -> new Failed(Failure.UNREACHABLE, "no route to host");
      case PortUnreachableException _ -> new Failed(Failure.REFUSED, "connection refused");
      case ConnectTimeoutException _, SocketTimeoutException _, TimeoutException _ ->
          new Failed(Failure.TIMED_OUT, "connection timed out");
      case BindException _ -> new NotRun("cannot bind: " + lastWords(error));
      case ConnectException _ ->
          new Failed(Failure.UNREACHABLE, "cannot connect: " + lastWords(error));
      case UnknownHostException _, UnresolvedAddressException _ ->
          new Failed(Failure.UNREACHABLE, "has no address: " + lastWords(error));
      case ClosedChannelException _, EOFException _ ->
          new Failed(Failure.CLOSED_EARLY, "closed the connection");
      case SSLException tls -> TlsErrors.result(tls);
      case CertificateException _ -> new Failed(Failure.CERTIFICATE, lastWords(error));
      case TooLongFrameException _ ->
          new Failed(Failure.TOO_LONG, "says too much: " + lastWords(error));
      case DecoderException _ ->
          new Failed(Failure.MALFORMED, "is not understood: " + lastWords(error));
      case IOException _ ->
          new Failed(Failure.UNREACHABLE, "unusual error of the connection: " + lastWords(error));
      // the state of our own side, or our own memory: an internal error or a local shortage
      case RejectedExecutionException _,
          AlreadyConnectedException _,
          ConnectionPendingException _,
          IllegalStateException _,
          Error _ ->
          new NotRun("unexpected error: " + error);
      default -> new Failed(Failure.MALFORMED, "is not understood: " + lastWords(error));
    };
  }

  /** The result when a run could not even be attempted, with the step that failed. */
  static ProbeResult notRun(String what, Throwable error) {
    int number = number(error);
    return new NotRun(what + ": " + (number == 0 ? lastWords(error) : Errno.describe(number)));
  }

  /** Netty gives the reason for a refused option only as text. */
  private static String lastWords(Throwable error) {
    var cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Whether a socket caused the exception. */
  static boolean isSocketError(Throwable error) {
    return number(error) != 0;
  }

  /** The errno, positive; 0 when the exception has none. */
  private static int number(@Nullable Throwable error) {
    for (var at = error; at != null; at = at.getCause()) {
      if (at instanceof Errors.NativeIoException io) {
        return Math.abs(io.expectedErr());
      }
      // only for our own exceptions: a server's text may look like one of our numbers
      if (at instanceof IOException && !(at instanceof SSLException)) {
        var text = NUMBER_IN_TEXT.matcher(String.valueOf(at.getMessage()));
        if (text.find()) {
          return Math.abs(Integer.parseInt(text.group(1)));
        }
      }
    }
    return 0;
  }
}
