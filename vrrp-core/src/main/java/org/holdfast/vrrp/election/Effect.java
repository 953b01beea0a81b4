package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;

/** What the shell must do, in the order of the list. */
public sealed interface Effect {

  /** Send an advert with this priority now. */
  record Advertise(int priority) implements Effect {}

  /**
   * Take the addresses, routes and rules, and announce the addresses. Harmless when they are
   * already held.
   */
  enum Acquire implements Effect {
    ACQUIRE
  }

  /**
   * Announce nothing from now on, including what is already planned; the addresses stay. Ends a
   * mastership whose addresses linger: announcing them would take the traffic away from the
   * successor.
   */
  enum Silence implements Effect {
    SILENCE
  }

  /**
   * Go on serving with the addresses that an earlier life left, without announcing them, until its
   * successor serves.
   */
  enum ServeOn implements Effect {
    SERVE_ON
  }

  /**
   * Release the addresses, routes and rules, and announce nothing from now on. Harmless when they
   * are not held.
   */
  enum Release implements Effect {
    RELEASE
  }

  /**
   * Announce the addresses again, because a router of lower standing may have announced them too.
   */
  enum Reannounce implements Effect {
    REANNOUNCE
  }

  /**
   * Announce our own source address, because a unicast peer may have forgotten it while we were
   * away.
   */
  enum AnnounceSource implements Effect {
    ANNOUNCE_SOURCE
  }

  /** A transition, to be logged, counted and reported. Every transition passes through here. */
  record Moved(State from, State to, Reason reason) implements Effect {}

  /** Something to log and show; the state did not change. */
  sealed interface Notice extends Effect {

    /** A router of lower standing advertises while we are master. */
    record LowerHeard(IpAddress source, int theirs, int ours) implements Notice {}

    /** A backup that is about to preempt the master discarded its advert. */
    record LowerDiscarded(IpAddress source, int theirs) implements Notice {}

    /** An advert with our own source address came from outside. */
    record OwnAddressHeard(IpAddress source) implements Notice {}

    /** Two routers are configured as owner. */
    record OwnerConflict(IpAddress source) implements Notice {}

    /** The master resigned with priority 0. */
    record ResignationHeard(IpAddress source, long takeoverInNanos) implements Notice {}

    /** The router would be master, but its sync group is not ready. */
    record GroupNotReady() implements Notice {}
  }
}
