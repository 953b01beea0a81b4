package org.holdfast.vrrp.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The two areas of a {@link LifeRecord} that hold texts. The area that was written last, and whole,
 * counts: a process that dies while it writes one leaves the other. An area is a number that grows
 * with each writing (8 bytes), the length of its text (4), a checksum of it (4), and the text.
 *
 * @param both the areas, one after the other
 * @param size of one area, in bytes
 */
record RecordAreas(ByteBuffer both, int size) {

  /** Bytes before an area's text. */
  static final int HEADER = 16;

  /** The number of the area that counts; 0 when none was ever written whole. */
  long number() {
    return Math.max(numberOf(0), numberOf(size));
  }

  /** The lines of the area that counts. */
  List<String> holdings() {
    int latest = numberOf(0) > numberOf(size) ? 0 : size;
    return new String(text(latest), StandardCharsets.UTF_8).lines().toList();
  }

  /** 0 for an area that was never written, or not whole. */
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

  /** The checksum of an area's text. */
  static int checksum(byte[] bytes) {
    var crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
