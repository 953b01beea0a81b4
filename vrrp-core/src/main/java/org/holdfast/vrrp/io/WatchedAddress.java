package org.holdfast.vrrp.io;

import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.io.AddressWatch.LinkFamily;
import org.jspecify.annotations.Nullable;

/**
 * One address of one master that {@link AddressWatch} watches, and the instant of its next probe.
 * Owned by the kernel loop.
 */
final class WatchedAddress {

  /**
   * Delay before the first probe: by then the old master has removed the address and the network
   * has learnt the new master's.
   */
  private static final long FIRST_NANOS = 1_000_000_000L;

  private static final long SUSPICIOUS_NANOS = 2_000_000_000L;
  private static final long SUSPICION_NANOS = 7_000_000_000L;

  final IpAddress address;
  final LinkFamily spot;
  long probeAt;

  private final int virtualRouterId;
  private final long everyNanos;
  private final ClaimListener.ClaimHandler handler;
  private long suspectedAt;
  private boolean suspected;
  private @Nullable MacAddress virtualHolder;
  private long heldVirtuallyAt;

  /**
   * @param virtualRouterId the virtual router that the address belongs to
   * @param everyNanos span between two probes while no other host claims the address
   * @param handler called with each claim
   */
  WatchedAddress(
      IpAddress address,
      LinkFamily spot,
      int virtualRouterId,
      long everyNanos,
      ClaimListener.ClaimHandler handler,
      long now) {
    this.address = address;
    this.spot = spot;
    this.virtualRouterId = virtualRouterId;
    this.everyNanos = everyNanos;
    this.handler = handler;
    probeAt = now + FIRST_NANOS;
  }

  boolean isAt(LinkFamily otherSpot, IpAddress otherAddress) {
    return address.equals(otherAddress) && spot.equals(otherSpot);
  }

  /** Whether this is the virtual MAC address that RFC 9568 gives to the virtual router. */
  boolean isVirtualMac(MacAddress holder) {
    return Stream.of(Family.values())
        .anyMatch(family -> VirtualLink.virtualMac(family, virtualRouterId).equals(holder));
  }

  /** Records another host's claim to the address. */
  void claimed(MacAddress holder, long now) {
    suspected = true;
    suspectedAt = now;
    if (isVirtualMac(holder)) {
      virtualHolder = holder;
      heldVirtuallyAt = now;
    }
    if (probeAt - now > SUSPICIOUS_NANOS) {
      probeAt = now + SUSPICIOUS_NANOS;
    }
    handler.claimed(address, holder);
  }

  /** Records that a probe for the address was sent. */
  void probed(long now) {
    suspected = suspected && now - suspectedAt < SUSPICION_NANOS;
    probeAt = now + (suspected ? Math.min(SUSPICIOUS_NANOS, everyNanos) : everyNanos);
  }

  /** Whether another host has claimed the address within that time. */
  boolean wasClaimedWithin(long nanos, long now) {
    return suspected && now - suspectedAt <= nanos;
  }

  /** The virtual MAC address from which another host has claimed the address within that time. */
  Optional<MacAddress> virtualHolderWithin(long nanos, long now) {
    return Optional.ofNullable(virtualHolder).filter(_ -> now - heldVirtuallyAt <= nanos);
  }
}
