package org.holdfast.vrrp.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.holdfast.linux.PrivateFile;

/**
 * The two areas of a state file in which the holdings are written alternately. When they need more
 * room, both areas move to the end of the file. Thread-safe.
 */
final class HoldingsAreas {

  static final int LEAST_BYTES = 32 * 1024;
  static final int LARGEST_BYTES = 16 << 20;

  private final PrivateFile file;
  private long at;
  private int bytes;
  private long number;

  /**
   * @param at offset of the first area, in bytes; the second follows it
   * @param bytes size of one area
   */
  HoldingsAreas(PrivateFile file, long at, int bytes) {
    this.file = file;
    this.at = at;
    this.bytes = bytes;
  }

  /** Returns the holdings as written in the file, one per line. */
  static byte[] bytesOf(List<String> texts) {
    var all = new StringBuilder();
    texts.forEach(text -> all.append(text).append('\n'));
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the place and the size of the areas into the file's header. */
  synchronized void locate(ByteBuffer header) {
    header.putLong(at).putLong(bytes);
  }

  /** Reserves room in the file for both areas. */
  synchronized void reserve() throws IOException {
    file.reserve(at + 2L * bytes);
  }

  /** Reads the holdings of the latest area that was written completely. */
  synchronized List<String> read() throws IOException {
    var both = ByteBuffer.allocate(2 * bytes);
    file.read(both, at);
    var areas = new RecordAreas(both.clear(), bytes);
    number = areas.number();
    return areas.holdings();
  }

  /** Invalidates both areas, as in a new file. */
  synchronized void clear() throws IOException {
    file.write(ByteBuffer.allocate(RecordAreas.HEADER), at);
    file.write(ByteBuffer.allocate(RecordAreas.HEADER), at + bytes);
  }

  /**
   * Makes room for that many bytes of holdings, up to {@link #LARGEST_BYTES}.
   *
   * @return whether the areas have moved, so that the file's header has to be written
   * @throws IOException if the file system has no room; the areas then stay where they are
   */
  synchronized boolean growTo(int length) throws IOException {
    int needed = length + RecordAreas.HEADER;
    if (needed <= bytes || bytes == LARGEST_BYTES) {
      return false;
    }
    int larger = (int) Math.min(LARGEST_BYTES, Integer.highestOneBit(needed) * 2L);
    long end = at + 2L * bytes;
    file.reserve(end + 2L * larger);
    file.write(ByteBuffer.allocate(RecordAreas.HEADER), end);
    file.write(ByteBuffer.allocate(RecordAreas.HEADER), end + larger);
    var current = bytesOf(read());
    at = end;
    bytes = larger;
    write(current);
    return true;
  }

  /** Writes holdings into the other area; lines that do not fit are left out. */
  synchronized void write(byte[] texts) throws IOException {
    int length = texts.length;
    int room = bytes - RecordAreas.HEADER;
    if (length > room) {
      length = room;
      while (length > 0 && texts[length - 1] != '\n') {
        length--;
      }
    }
    var whole = Arrays.copyOf(texts, length);
    var area = ByteBuffer.allocate(RecordAreas.HEADER + length);
    area.putLong(number + 1).putInt(length).putInt(RecordAreas.checksum(whole)).put(whole);
    file.write(area.flip(), at + (number + 1) % 2 * bytes);
    number++;
  }
}
