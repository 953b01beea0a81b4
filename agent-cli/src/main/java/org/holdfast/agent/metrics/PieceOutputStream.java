package org.holdfast.agent.metrics;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Collects bytes in arrays of a fixed length. One array that grew to tens of MiB would leave all
 * its smaller predecessors in the old generation, where they stay until the next full collection.
 * Not thread-safe.
 */
final class PieceOutputStream extends OutputStream {

  /** The length of each piece but the last. */
  static final int LENGTH = 64 * 1024;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[LENGTH];
  private int filled;

  @Override
  public void write(int value) {
    if (filled == LENGTH) {
      begin();
    }
    last[filled++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    int next = from;
    int end = from + length;
    while (next < end) {
      if (filled == LENGTH) {
        begin();
      }
      int fitting = Math.min(LENGTH - filled, end - next);
      System.arraycopy(bytes, next, last, filled, fitting);
      filled += fitting;
      next += fitting;
    }
  }

  private void begin() {
    full.add(last);
    last = new byte[LENGTH];
    filled = 0;
  }

  /** Returns what was written; nothing may be written afterwards. */
  List<byte[]> pieces() {
    var all = new ArrayList<>(full);
    all.add(Arrays.copyOf(last, filled));
    return List.copyOf(all);
  }
}
