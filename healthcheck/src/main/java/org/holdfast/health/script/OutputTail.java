package org.holdfast.health.script;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.holdfast.net.Printable;

/** The last bytes of a program's output. Not thread-safe. */
final class OutputTail {

  private static final int LIMIT = 2048;

  private byte[] ring = new byte[0]; // most programs write nothing
  private long written;

  /** Takes the bytes between position and limit. */
  void add(ByteBuffer bytes) {
    if (ring.length == 0) {
      ring = new byte[LIMIT];
    }
    int skip = Math.max(0, bytes.remaining() - LIMIT);
    bytes.position(bytes.position() + skip);
    written += skip;
    while (bytes.hasRemaining()) {
      int at = (int) (written % LIMIT);
      int count = Math.min(bytes.remaining(), LIMIT - at);
      bytes.get(ring, at, count);
      written += count;
    }
  }

  /**
   * The last complete lines as text that is safe for a log: invalid UTF-8 and terminal control
   * characters are replaced.
   */
  String text() {
    if (written == 0) {
      return "";
    }
    int size = (int) Math.min(written, LIMIT);
    var bytes = new byte[size];
    int start = (int) ((written - size) % LIMIT);
    int first = Math.min(size, LIMIT - start);
    System.arraycopy(ring, start, bytes, 0, first);
    System.arraycopy(ring, 0, bytes, first, size - first);
    var text = new String(bytes, StandardCharsets.UTF_8);
    int lineEnd = text.indexOf('\n');
    boolean cut = written > LIMIT && lineEnd >= 0 && lineEnd < text.length() - 1;
    return Printable.lines(cut ? text.substring(lineEnd + 1) : text).strip();
  }
}
