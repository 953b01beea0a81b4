package org.holdfast.agent.log;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Writes lines to a descriptor, and waits while the reader does not read. Another process may have
 * set a shared descriptor to non-blocking mode; then it is tried again after a pause. After a line
 * that could be written only in part, as on a full disk, the next one begins on a line of its own.
 * Not thread-safe.
 */
final class WholeLines {

  private static final long RETRY_MILLIS = 5;

  private final WritableByteChannel out;
  private boolean isTorn;

  WholeLines(WritableByteChannel out) {
    this.out = out;
  }

  /**
   * Writes one line.
   *
   * @param line ends with a line feed
   * @throws IOException if it was not written, or only in part
   */
  void write(String line) throws IOException {
    var bytes = ByteBuffer.wrap((isTorn ? "\n" + line : line).getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        if (out.write(bytes) == 0) {
          TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the log ends");
    } finally {
      if (bytes.position() > 0) {
        isTorn = bytes.get(bytes.position() - 1) != '\n';
      }
    }
  }
}
