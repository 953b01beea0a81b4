package org.holdfast.vrrp.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The two areas of a {@link LifeRecord} that hold texts. The latest area that was written
 * completely is valid: if the process dies while it writes one, the other remains. An area consists
 * of a number that grows with each writing (8 bytes), the length of its text (4), a checksum of the
 * text (4), and the text.
 *
 * @param both the areas, one after the other
 * @param size size of one area, in bytes
 */
record RecordAreas(ByteBuffer both, int size) {

  /** Bytes before an area's text. */
  static final int HEADER = 16;

  /** Returns the number of the valid area; 0 if none was ever written completely. */
  long number() {
    return Math.max(numberOf(0), numberOf(size));
  }

  /** Returns the lines of the valid area. */
  List<String> holdings() {
    int latest = numberOf(0) > numberOf(size) ? 0 : size;
    return new String(text(latest), StandardCharsets.UTF_8).lines().toList();
  }

  /** Returns the area's number; 0 if the area was never written or not completely. */
  private long numberOf(int area) {
    int length = both.getInt(area + 8);
    boolean fits = length >= 0 && length <= size - HEADER;
    boolean whole = fits && both.getInt(area + 12) == checksum(text(area));
    return whole ? Math.max(0, both.getLong(area)) : 0;
  }

  private byte[] text(int area) {
    int length = both.getInt(area + 8);
    var text = new byte[length];
    both.get(area + HEADER, text);
    return text;
  }

  /** Returns the checksum of an area's text. */
  static int checksum(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
