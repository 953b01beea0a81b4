package org.holdfast.health.udp;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;

/** Judges a server by its reply. Lengths count only when a reply is required. */
final class Replies {

  private static final int SHOWN_BYTES = 32;

  private Replies() {}

  /** Judges the bytes between 0 and the limit. */
  static ProbeResult judge(Probe.Udp probe, ByteBuffer reply) {
    int length = reply.limit();
    var pattern = probe.reply();
    if (pattern == null) {
      return ProbeResult.Passed.saying("reply of " + length + " bytes");
    }
    if (length < probe.leastReply()) {
      return new ProbeResult.Failed(
          Failure.PATTERN,
          "reply of " + length + " bytes, expected at least " + probe.leastReply());
    }
    if (length > probe.mostReply()) {
      return new ProbeResult.Failed(
          Failure.TOO_LONG, "reply of " + length + " bytes, expected at most " + probe.mostReply());
    }
    return beginsWith(pattern, reply)
        ? ProbeResult.Passed.saying("reply of " + length + " bytes")
        : new ProbeResult.Failed(
            Failure.PATTERN, "reply " + shown(reply) + ", expected " + pattern);
  }

  private static boolean beginsWith(String pattern, ByteBuffer reply) {
    if (reply.limit() * 2 < pattern.length()) {
      return false;
    }
    for (int i = 0; i < pattern.length(); i++) {
      char wanted = pattern.charAt(i);
      int digit = reply.get(i / 2) >>> (i % 2 == 0 ? 4 : 0) & 0xf;
      if (wanted != 'X' && wanted != 'x' && HexFormat.fromHexDigit(wanted) != digit) {
        return false;
      }
    }
    return true;
  }

  private static String shown(ByteBuffer reply) {
    var head = new byte[Math.min(reply.limit(), SHOWN_BYTES)];
    reply.get(0, head);
    return HexFormat.of().formatHex(head) + (reply.limit() > SHOWN_BYTES ? "..." : "");
  }
}
