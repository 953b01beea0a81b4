package org.holdfast.vrrp.peer;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.packet.Claim;
import org.holdfast.vrrp.packet.Defect;
import org.jspecify.annotations.Nullable;

/**
 * A router under the address that its adverts claim.
 *
 * <p>Its adverts are counted one by one, and looked at twice in an interval of ours at most.
 */
final class Peer {

  private final IpAddress source;
  private Claim claim;
  private @Nullable Defect defect;
  private long heardAt;
  private long lookedAt;
  private long accepted;
  private long refused;

  Peer(IpAddress source, Claim claim, long now) {
    this.source = source;
    this.claim = claim;
    heardAt = now;
    lookedAt = now;
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
    return now - lookedAt >= leastNanos;
  }

  void says(Claim said, long now) {
    claim = said;
    lookedAt = now;
  }

  /** Its last advert said good-bye; the next one is looked at as if this had not been. */
  void resigns(Claim goodBye) {
    claim = goodBye;
  }

  long heardAt() {
    return heardAt;
  }

  /** More than once, so that it is no single forged packet. */
  boolean isSettled() {
    return accepted + refused >= 3;
  }

  PeerBook.Known known() {
    return new PeerBook.Known(source, claim, defect, heardAt, accepted, refused);
  }
}
