package org.holdfast.vrrp.io;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.packet.Parsed;
import org.jspecify.annotations.Nullable;

/**
 * Handles the packets of other routers and the claims of other hosts for one instance: counts them,
 * passes adverts to the election, and records what is known about the peers. Owned by the election
 * loop.
 */
final class AdvertReception {

  private final Instance instance;
  private final NanoClock clock;
  private final Counters counters;
  private final Consumer<VrrpNews> listener;
  private @Nullable Peers peers;
  private @Nullable Examined last;

  AdvertReception(
      Instance instance, NanoClock clock, Counters counters, Consumer<VrrpNews> listener) {
    this.instance = instance;
    this.clock = clock;
    this.counters = counters;
    this.listener = listener;
  }

  /** Handles a packet that the instance's port has received. */
  void received(Parsed parsed, IpAddress claimedSource, ByteBuffer packet) {
    switch (parsed) {
      case Defect defect -> {
        counters.rejected(defect);
        instance.log().rejected(defect, claimedSource);
        peers().refused(claimedSource, defect, packet, clock.nanos());
      }
      case Parsed.Accepted accepted -> heard(accepted);
    }
  }

  /**
   * An accepted advert and what follows from it, our terms and our source address. A master repeats
   * its advert, and the parser then returns the same object again.
   */
  private record Examined(
      Parsed.Accepted accepted, Event.Heard event, boolean sameAddresses, boolean isOurs) {}

  @SuppressWarnings("ReferenceEquality") // identity, not equality, matters
  private void heard(Parsed.Accepted accepted) {
    var examined = last;
    if (examined == null || examined.accepted() != accepted) {
      examined = examine(accepted);
      last = examined;
    }
    counters.accepted(accepted.checksum());
    var event = examined.event();
    if (event.priority() == 0) {
      counters.priorityZeroReceived++;
    } else if (!examined.sameAddresses()) {
      counters.differentAddresses++;
      instance.log().differentAddresses(accepted.source(), accepted.advertisement());
    }
    instance.log().heard(accepted.source(), event.priority(), clock.nanos());
    instance.on(event);
    if (!examined.isOurs() && !isRepeated(accepted)) {
      peers().accepted(accepted, clock.nanos());
    }
  }

  private Examined examine(Parsed.Accepted accepted) {
    var advert = accepted.advertisement();
    return new Examined(
        accepted,
        new Event.Heard(accepted.source(), advert.priority(), advert.intervalNanos()),
        instance.port().sameAddresses(advert),
        accepted.source().equals(instance.router().source()));
  }

  /** Whether a backup has heard its master's last advert again, which tells nothing new. */
  private boolean isRepeated(Parsed.Accepted accepted) {
    return peers != null
        && !(instance.state() instanceof State.Master)
        && peers.acceptedAgain(accepted, clock.nanos());
  }

  /** Handles another host's claim to an address that the instance holds. */
  void claimed(IpAddress address, MacAddress holder) {
    peers().claimed(address, holder, clock.nanos());
  }

  /** Returns what is known about other routers; created with the first packet. */
  private Peers peers() {
    var known = peers;
    if (known == null) {
      known = new Peers(instance.id(), instance.port().terms(), instance.log(), listener);
      peers = known;
    }
    known.setOwnState(instance.state() instanceof State.Master, instance.effectivePriority());
    return known;
  }

  /** Ends disagreements that have not been observed for some time. */
  void expireDisagreements() {
    if (peers != null) {
      peers().expire(clock.nanos());
    }
  }

  /**
   * Forgets the peers, so that their adverts are compared with the new terms from the beginning.
   */
  void advertsDiffer() {
    forgetLast();
    if (peers != null) {
      peers.end();
      peers = null;
    }
  }

  /** Has the next advert examined even if it repeats the last one. */
  void forgetLast() {
    last = null;
  }

  /** Returns what is known about the peers, for a status report. */
  PeersStatus status() {
    return peers == null ? PeersStatus.NONE : peers.status(clock.nanos());
  }
}
