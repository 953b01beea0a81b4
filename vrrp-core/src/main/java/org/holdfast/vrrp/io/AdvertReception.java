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
 *
 * <p>A master repeats its advert, and for a backup that agrees with it each repetition does the
 * same as the one before. Such repetitions are only noted, because the objects that handle them are
 * not in the processor's cache when a thousand instances take turns: the last one reaches the
 * election when something needs the instance's state, and all are counted when something needs the
 * figures.
 */
final class AdvertReception implements AdvertInbox {

  private final Instance instance;
  private final NanoClock clock;
  private final Counters counters;
  private final Consumer<VrrpNews> listener;
  private @Nullable Peers peers;
  private @Nullable Examined last;

  /** The advert whose repetitions are only noted; null if the next advert is handled in full. */
  private Parsed.@Nullable Accepted repeated;

  private long repeatedAt; // when the last repetition was noted
  private long uncounted; // noted repetitions that are not counted yet
  private boolean unheeded; // whether the election has not heard the last repetition

  AdvertReception(
      Instance instance, NanoClock clock, Counters counters, Consumer<VrrpNews> listener) {
    this.instance = instance;
    this.clock = clock;
    this.counters = counters;
    this.listener = listener;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // identity, not equality, matters
  public void received(Parsed parsed, IpAddress claimedSource, ByteBuffer packet) {
    if (parsed == repeated && !InstanceLog.tracesAdverts()) {
      repeatedAt = clock.nanos();
      uncounted++;
      unheeded = true;
      return;
    }
    settle();
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
    counters.accepted(accepted.checksum(), 1);
    var event = examined.event();
    if (event.priority() == 0) {
      counters.priorityZeroReceived++;
    } else if (!examined.sameAddresses()) {
      counters.differentAddresses++;
      instance.log().differentAddresses(accepted.source(), accepted.advertisement());
    }
    instance.log().heard(accepted.source(), event.priority(), clock.nanos());
    instance.on(event);
    if (examined.isOurs()) {
      return;
    }
    if (!isRepeated(accepted)) {
      peers().accepted(accepted, clock.nanos());
    } else if (examined.sameAddresses() && instance.isOnlyRenewedBy(event)) {
      repeated = accepted;
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
        && peers.acceptedAgain(accepted, 1, clock.nanos());
  }

  /** Passes the last noted repetition to the election, which thereby has heard all of them. */
  void heedRepetition() {
    if (unheeded && last != null) {
      unheeded = false;
      instance.heard(last.event(), repeatedAt);
    }
  }

  private void countRepetitions() {
    if (uncounted > 0 && repeated != null && peers != null) {
      counters.accepted(repeated.checksum(), uncounted);
      peers.acceptedAgain(repeated, uncounted, repeatedAt);
      uncounted = 0;
    }
  }

  /**
   * Handles what was only noted, and has the next advert handled in full. Called before anything
   * changes on which the handling of an advert depends.
   */
  void settle() {
    if (repeated != null) {
      heedRepetition();
      countRepetitions();
      repeated = null;
    }
  }

  /** Handles another host's claim to an address that the instance holds. */
  void claimed(IpAddress address, MacAddress holder) {
    peers().claimed(address, holder, clock.nanos());
  }

  /** Returns what is known about other routers; created with the first packet. */
  private Peers peers() {
    countRepetitions();
    var known = peers;
    if (known == null) {
      known = new Peers(instance.id(), instance.port().terms(), instance.log(), listener);
      peers = known;
    }
    known.setOwnState(instance.state() instanceof State.Master, instance.effectivePriority());
    return known;
  }

  /**
   * Ends disagreements that have not been observed for some time. There are none with a master
   * whose repetitions are only noted.
   */
  void expireDisagreements() {
    if (repeated == null && peers != null) {
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
    settle();
    last = null;
  }

  /** Returns what is known about the peers, for a status report; the counters then are complete. */
  PeersStatus status() {
    countRepetitions();
    return peers == null ? PeersStatus.NONE : peers.status(clock.nanos());
  }
}
