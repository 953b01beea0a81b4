package org.holdfast.health.ping;

import org.holdfast.linux.NativeBuffer;

/** Accepts echo replies and destination unreachable messages: a set bit blocks a type. */
final class EchoFilter {

  private EchoFilter() {}

  static NativeBuffer v4() {
    var filter = NativeBuffer.allocate(Integer.BYTES);
    filter.bytes().putInt(0, ~(1 | 1 << 3));
    return filter;
  }

  /**
   * Eight words of 32 types each (RFC 3542 section 3.2): type 1 is in the first, 129 in the fifth.
   */
  static NativeBuffer v6() {
    var filter = NativeBuffer.allocate(8 * Integer.BYTES);
    for (int word = 0; word < 8; word++) {
      filter.bytes().putInt(word * Integer.BYTES, word == 0 || word == 4 ? ~(1 << 1) : ~0);
    }
    return filter;
  }
}
