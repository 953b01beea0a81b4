package org.holdfast.linux;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The journal's socket for entries with fields (systemd's native journal protocol). Not
 * thread-safe.
 */
public final class JournalSocket implements AutoCloseable {

  /** Where systemd-journald listens. */
  public static final String PATH = "/run/systemd/journal/socket";

  /** The most bytes of a field's value: an entry stays below the smallest socket buffer. */
  static final int LONGEST_VALUE = 48 * 1024;

  private static final byte[] CUT = " ... (cut)".getBytes(StandardCharsets.UTF_8);

  private final UnixDatagrams socket;

  /**
   * Opens the sender's side.
   *
   * @throws LinuxException if there is no socket to be had
   */
  public JournalSocket(String path) {
    socket = new UnixDatagrams(path, "journal socket");
  }

  /**
   * Sends one entry; does not wait.
   *
   * @param fields names of capital letters, digits and underscores, with their values; a value of
   *     more than 48 KiB is cut
   * @return false if the journal's queue is full
   * @throws LinuxException if the journal does not take it, for example because it does not run
   */
  public boolean send(Map<String, String> fields) {
    try {
      socket.send(entry(fields), UnixDatagrams.MSG_DONTWAIT);
      return true;
    } catch (LinuxException e) {
      if (e.is(Errno.EAGAIN)) {
        return false;
      }
      throw e;
    }
  }

  /** Writes an entry; a value with a line feed is written with its length. */
  static byte[] entry(Map<String, String> fields) {
    var entry = new ByteArrayOutputStream();
    fields.forEach((name, text) -> {
      var value = text.getBytes(StandardCharsets.UTF_8);
      boolean isCut = value.length > LONGEST_VALUE;
      int length = isCut ? LONGEST_VALUE : value.length;
      int whole = isCut ? length + CUT.length : length;
      entry.writeBytes(name.getBytes(StandardCharsets.UTF_8));
      if (text.indexOf('\n') < 0) {
        entry.write('=');
      } else {
        entry.write('\n');
        entry.writeBytes(
            ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(whole).array());
      }
      entry.write(value, 0, length);
      if (isCut) {
        entry.writeBytes(CUT);
      }
      entry.write('\n');
    });
    return entry.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
