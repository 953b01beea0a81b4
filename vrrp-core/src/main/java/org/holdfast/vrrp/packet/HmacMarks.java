package org.holdfast.vrrp.packet;

import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The last sequence of each sender whose trailers were proven. Few senders are remembered: every
 * peer of a unicast instance, and of a multicast one the four heard last, so that nobody who knows
 * the key can fill memory.
 *
 * <p>By time, a mark outside the window is forgotten: what a mark behind it would keep out is stale
 * anyway, and a mark ahead of it tells that a clock was set back. By sequence alone, marks stay.
 */
final class HmacMarks {

  /** For senders whose clocks do not matter. */
  static final long NO_WINDOW = -1;

  private static final int FEWEST = 4;

  private final long window;
  private final @Nullable IpAddress[] senders;
  private final long[] sequences;
  private final long[] use;
  private long uses;

  /**
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

  /**
   * Remembers {@code sequence} if it is newer (RFC 1982) than what is known of the sender.
   *
   * @param now our clock, as a sequence
   * @return the defect, or null when there is none
   */
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

  /** The sender's slot, or the one to give it: a free one, else the one used longest ago. */
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
