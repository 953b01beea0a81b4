package org.holdfast.health.stream;

import io.netty.channel.unix.Errors;
import java.util.regex.Pattern;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.socket.SocketErrors;
import org.holdfast.linux.Errno;
import org.jspecify.annotations.Nullable;

/** What a channel's failure says, by the errno in it: see {@link SocketErrors}. */
final class ChannelErrors {

  // Netty keeps the number of a failed connect() to itself but for the text.
  private static final Pattern NUMBER_IN_TEXT = Pattern.compile("error\\((-?\\d+)\\)");

  private ChannelErrors() {}

  /** What a failed connect, read or write means. */
  static ProbeResult result(Throwable error) {
    int number = number(error);
    return number == 0
        ? new ProbeResult.NotRun("unexpected error: " + error)
        : SocketErrors.of(-number);
  }

  /** What keeps us from even trying, with what was tried. */
  static ProbeResult notRun(String what, Throwable error) {
    int number = number(error);
    return new ProbeResult.NotRun(
        what + ": " + (number == 0 ? lastWords(error) : Errno.describe(number)));
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
      var text = NUMBER_IN_TEXT.matcher(String.valueOf(at.getMessage()));
      if (text.find()) {
        return Math.abs(Integer.parseInt(text.group(1)));
      }
    }
    return 0;
  }
}
