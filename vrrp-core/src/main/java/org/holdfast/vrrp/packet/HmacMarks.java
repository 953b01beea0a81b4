package org.holdfast.vrrp.packet;

import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last sequence of each sender with authenticated trailers. The number of senders is
 * bounded: every peer of a unicast instance, and the last four senders to a multicast instance, so
 * that no holder of the key can fill the memory.
 *
 * <p>With the time check, a mark outside the window is forgotten: any message that an old mark
 * would reject is stale anyway, and a mark in the future shows that a clock was set back. Without
 * it, marks stay.
 */
final class HmacMarks {

  /** The window for senders whose clocks are not checked. */
  static final long NO_WINDOW = -1;

  private static final int FEWEST = 4;

  private final long window;
  private final @Nullable IpAddress[] senders;
  private final long[] sequences;
  private final long[] use;
  private long uses;

  /**
   * Creates an empty memory.
   *
   * @param window how far a sequence may be from now, as a difference of sequences; or {@link
   *     #NO_WINDOW}
   */
  HmacMarks(long window, int peers) {
    this.window = window;
    int room = Math.max(FEWEST, peers);
    senders = new @Nullable IpAddress[room];
    sequences = new long[room];
    use = new long[room];
  }

  /** Remembers {@code sequence} if it is newer (RFC 1982) than the sender's last known one. */
  @Nullable Defect admit(IpAddress sender, long sequence, long now) {
    if (isOutsideWindow(sequence - now)) {
      return Defect.HMAC_STALE;
    }
    int slot = slotOf(sender);
    if (sender.equals(senders[slot])
        && sequence - sequences[slot] <= 0
        && !isOutsideWindow(sequences[slot] - now)) {
      return Defect.HMAC_REPLAY;
    }
    senders[slot] = sender;
    sequences[slot] = sequence;
    use[slot] = ++uses;
    return null;
  }

  private boolean isOutsideWindow(long difference) {
    return window != NO_WINDOW && (difference > window || difference < -window);
  }

  /**
   * The sender's slot or, for a new sender, a free one; if there is none, the one used longest ago.
   */
  private int slotOf(IpAddress sender) {
    int oldest = 0;
    for (int slot = 0; slot < senders.length; slot++) {
      if (sender.equals(senders[slot])) {
        return slot;
      }
      if (use[slot] < use[oldest]) {
        oldest = slot;
      }
    }
    return oldest;
  }
}
