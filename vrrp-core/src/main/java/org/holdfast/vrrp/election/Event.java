package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;

/**
 * What can happen to a virtual router. A rejected packet is not an event, so that no part of it can
 * reach a state.
 */
public sealed interface Event {

  /** A deadline has come. Early, late and doubled ticks are harmless. */
  enum Tick implements Event {
    TICK
  }

  /**
   * An advert that passed every check.
   *
   * @param intervalNanos the sender's own advertisement interval
   */
  record Heard(IpAddress source, int priority, long intervalNanos) implements Event {}

  /**
   * A protocol that is faster than adverts, such as BFD, has found a neighbour dead or unreachable.
   */
  record MasterUnreachable(IpAddress neighbour) implements Event {}

  /**
   * Another host has announced every address that this router keeps after its mastership, as far as
   * announcements can be heard. The same news again changes nothing.
   */
  enum SuccessorAnnounced implements Event {
    SUCCESSOR_ANNOUNCED
  }

  /** The effective priority has changed; the {@link Router} already has the new one. */
  record PriorityChanged(int previous) implements Event {}

  /**
   * The operator has changed the terms while the agent runs; the {@link Router} already has the new
   * ones, and the effective priority that follows from them.
   */
  record TermsChanged(int previousPriority) implements Event {}

  /** Something that the instance needs has failed. */
  record FaultRaised(FaultReason reason) implements Event {}

  /** The cause of a fault has gone. */
  record FaultCleared(FaultReason reason) implements Event {}

  /**
   * Another program removed an address that a master holds, and the configuration asks for a
   * failover then.
   */
  record AddressLost(String address) implements Event {}

  /**
   * The operator wants another router to be master.
   *
   * @param standbyUntil the instant until which a master of lower priority is not replaced; never
   *     {@link Times#NEVER}: "without end" is an instant years ahead
   */
  record StepDown(long standbyUntil) implements Event {}

  /** The operator withdraws a {@link StepDown}. */
  enum Resume implements Event {
    RESUME
  }

  /** The sync group has found all its members willing. */
  record GroupPromotes(String group) implements Event {}

  /** Another member of the sync group is no longer master, or cannot be. */
  record GroupDemotes(String group) implements Event {}

  /** The agent is shutting down in an orderly way. */
  enum Stop implements Event {
    STOP
  }
}
