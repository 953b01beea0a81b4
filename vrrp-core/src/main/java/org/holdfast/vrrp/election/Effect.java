package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;

/** What the shell is to do, in the order of the list. */
public sealed interface Effect {

  /** Send an advert now, with this priority. */
  record Advertise(int priority) implements Effect {}

  /**
   * Take the addresses, routes and rules, and announce the addresses. Harmless when they are held
   * already.
   */
  enum Acquire implements Effect {
    ACQUIRE
  }

  /**
   * Announce nothing from now on, not even what is planned already; the addresses stay. The end of
   * a mastership whose addresses linger: an announcement of theirs would take the network away from
   * the successor.
   */
  enum Silence implements Effect {
    SILENCE
  }

  /**
   * Let addresses, routes and rules go, and announce nothing from now on. Harmless when they are
   * not held.
   */
  enum Release implements Effect {
    RELEASE
  }

  /** Announce the addresses again, since a router of lower standing may have announced them too. */
  enum Reannounce implements Effect {
    REANNOUNCE
  }

  /** Announce our own source address: a unicast peer may have forgotten it while we were away. */
  enum AnnounceSource implements Effect {
    ANNOUNCE_SOURCE
  }

  /** The choke point of all transitions: to be logged, counted, told. */
  record Moved(State from, State to, Reason reason) implements Effect {}

  /** To be logged and shown; nothing moved. */
  sealed interface Notice extends Effect {

    /** A router of lower standing advertises while we are master. */
    record LowerHeard(IpAddress source, int theirs, int ours) implements Notice {}

    /** A backup that is about to preempt discards an advert of the master that it will replace. */
    record LowerDiscarded(IpAddress source, int theirs) implements Notice {}

    /** An advert with our own source address came from outside. */
    record OwnAddressHeard(IpAddress source) implements Notice {}

    /** Two routers are configured as owner. */
    record OwnerConflict(IpAddress source) implements Notice {}

    /** The master has said good-bye with priority 0. */
    record ResignationHeard(IpAddress source, long takeoverInNanos) implements Notice {}

    /** It would be master, but its sync group is not ready. */
    record GroupNotReady() implements Notice {}
  }
}
