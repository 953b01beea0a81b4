package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;

/**
 * What can happen to a virtual router. Rejected packets are no events: nothing of them can reach a
 * state.
 */
public sealed interface Event {

  /** The instant has come to look at the clock. Early, late and doubled ticks are harmless. */
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
   * Another protocol that is faster than adverts, BFD say, has found a neighbour dead or cut off.
   */
  record MasterUnreachable(IpAddress neighbour) implements Event {}

  /** The effective priority has changed; the {@link Router} has the new one already. */
  record PriorityChanged(int previous) implements Event {}

  /**
   * The operator has changed the terms while the agent runs; the {@link Router} has the new ones,
   * and the effective priority that follows from them.
   */
  record TermsChanged(int previousPriority) implements Event {}

  /** Something that an instance cannot do without has failed. */
  record FaultRaised(FaultReason reason) implements Event {}

  /** That which had failed is well again. */
  record FaultCleared(FaultReason reason) implements Event {}

  /** Somebody removed an address that a master holds, and the configuration says to give up. */
  record AddressLost(String address) implements Event {}

  /**
   * The operator wants another router to be master.
   *
   * @param untilNanos the instant until which a master of lower priority is not replaced; not
   *     {@link Times#NEVER}, "without end" is an instant years ahead
   */
  record StepDown(long untilNanos) implements Event {}

  /** The operator takes a {@link StepDown} back. */
  enum Resume implements Event {
    RESUME
  }

  /** The sync group finds all its members willing. */
  record GroupPromotes(String group) implements Event {}

  /** Another member of the sync group is no longer master, or cannot be. */
  record GroupDemotes(String group) implements Event {}

  /** The agent is to end in order. */
  enum Stop implements Event {
    STOP
  }
}
