package org.holdfast.vrrp.peer;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.packet.Claim;
import org.holdfast.vrrp.packet.Defect;
import org.jspecify.annotations.Nullable;

/**
 * A router, identified by the source address of its adverts.
 *
 * <p>Every advert is counted; at most two in one of our intervals are examined.
 */
final class Peer {

  private final IpAddress source;
  private Claim claim;
  private @Nullable Defect defect;
  private long heardAt;
  private long examinedAt;
  private long accepted;
  private long refused;

  Peer(IpAddress source, Claim claim, long now) {
    this.source = source;
    this.claim = claim;
    heardAt = now;
    examinedAt = now;
  }

  IpAddress source() {
    return source;
  }

  void heard(@Nullable Defect why, long now) {
    heardAt = now;
    defect = why;
    if (why == null) {
      accepted++;
    } else {
      refused++;
    }
  }

  boolean isDue(long leastNanos, long now) {
    return now - examinedAt >= leastNanos;
  }

  void examined(Claim said, long now) {
    claim = said;
    examinedAt = now;
  }

  /**
   * Records that the advert that was examined last has arrived again, the last time now. An
   * examination would have told nothing new, so it counts as made.
   */
  void repeated(long times, long leastNanos, long now) {
    heardAt = now;
    defect = null;
    accepted += times;
    if (isDue(leastNanos, now)) {
      examinedAt = now;
    }
  }

  /**
   * Records that the router's last advert was a resignation; the next advert is examined as if this
   * one had not arrived.
   */
  void resigned(Claim goodBye) {
    claim = goodBye;
  }

  long heardAt() {
    return heardAt;
  }

  /** Whether the router was heard more than twice, so that it is unlikely to be a forged packet. */
  boolean isSettled() {
    return accepted + refused >= 3;
  }

  PeerBook.Known known() {
    return new PeerBook.Known(source, claim, defect, heardAt, accepted, refused);
  }
}
