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
 * What a channel's failure says: by the errno in it ({@link SocketErrors}), else by its class.
 *
 * <p>Our own lacks are listed; any other exception on a connection is a failure of the target.
 */
final class ChannelErrors {

  // Netty keeps the number of a failed connect() to itself but for the text.
  private static final Pattern NUMBER_IN_TEXT = Pattern.compile("error\\((-?\\d{1,4})\\)");

  private ChannelErrors() {}

  /** What a failed connect, read or write means, or what was thrown at what the server said. */
  static ProbeResult result(Throwable error) {
    int number = number(error);
    if (number != 0) {
      return SocketErrors.of(-number);
    }
    if (error instanceof DecoderException && error.getCause() != null) {
      return result(error.getCause());
    }
    return switch (error) {
      // Netty makes this of both EHOSTUNREACH and ENETUNREACH, without a number or a word
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
      // the state of our own side, and our own memory: a mistake or a lack of ours
      case RejectedExecutionException _,
          AlreadyConnectedException _,
          ConnectionPendingException _,
          IllegalStateException _,
          Error _ ->
          new NotRun("unexpected error: " + error);
      default -> new Failed(Failure.MALFORMED, "is not understood: " + lastWords(error));
    };
  }

  /** What keeps us from even trying, with what was tried. */
  static ProbeResult notRun(String what, Throwable error) {
    int number = number(error);
    return new NotRun(what + ": " + (number == 0 ? lastWords(error) : Errno.describe(number)));
  }

  /** Netty tells why an option was refused in words alone. */
  private static String lastWords(Throwable error) {
    var cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Whether a socket gave it. */
  static boolean isSocketError(Throwable error) {
    return number(error) != 0;
  }

  /** The errno, positive; 0 when there is none in it. */
  private static int number(@Nullable Throwable error) {
    for (var at = error; at != null; at = at.getCause()) {
      if (at instanceof Errors.NativeIoException io) {
        return Math.abs(io.expectedErr());
      }
      // not the words of others: a server's may look like a number of ours
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
