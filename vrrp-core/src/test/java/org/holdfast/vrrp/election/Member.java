package org.holdfast.vrrp.election;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.holdfast.vrrp.io.SimulatedCampaign;
import org.holdfast.vrrp.io.SimulatedDuplicateWatch;
import org.holdfast.vrrp.io.SimulatedSuccessorWait;
import org.jspecify.annotations.Nullable;

/** One virtual router on a node. */
final class Member {
  final int vrid;
  Router router;
  State state = new State.Stopped();

  /** The true state of the links, which the process learns by events. */
  final Set<String> downLinks = new LinkedHashSet<>();

  /** The time, for each sender, at which an advert of that sender was lost on the way here. */
  final long[] missedAt;

  long advertAt;
  long masterSince;
  long masterUntil;

  /** How long the addresses may stay after that. */
  long mayServeNanos;

  /** The time of the last change of priority or terms. */
  long changedAt;

  /** What the state file says: no peer takes over before that time. Survives the process. */
  long recordedUntil;

  /** Whether an order to let other routers be master holds; survives the process. */
  boolean ordered;

  /** Whether the process has carried the order out. */
  boolean obeys;

  /**
   * Since when and until when the process stands by at the operator's request, on its clock; the
   * end is never if it does not.
   */
  long standbySince;

  long standbyUntil = Times.NEVER;

  /** The search for the successor of this mastership, or of the last one; null before the first. */
  @Nullable SimulatedSuccessorWait search;

  boolean takesAddresses;
  long armedAt = Times.NEVER;

  private @Nullable Addresses addresses;
  private @Nullable SimulatedCampaign campaign;
  private @Nullable SimulatedDuplicateWatch duplicates;

  Member(int vrid, Router router, int nodes) {
    this.vrid = vrid;
    this.router = router;
    missedAt = new long[nodes];
  }

  /** Notes what the operator wants. */
  void obey(Event event, long clock) {
    switch (event) {
      case Event.StepDown(long until) -> {
        standbySince = clock;
        standbyUntil = until;
      }
      case Event.Resume _ -> standbyUntil = Times.NEVER;
      default -> {}
    }
  }

  boolean isOffline() {
    return downLinks.contains("eth0");
  }

  boolean isMaster() {
    return state instanceof State.Master;
  }

  /** Whether the kernel holds the addresses, usable or not. */
  boolean isHolding() {
    return addresses().areHeld();
  }

  Addresses addresses() {
    return Objects.requireNonNull(addresses);
  }

  SimulatedCampaign campaign() {
    return Objects.requireNonNull(campaign);
  }

  SimulatedDuplicateWatch duplicates() {
    return Objects.requireNonNull(duplicates);
  }

  /** Sets the addresses; called once, by the node. */
  void keeps(Addresses in) {
    addresses = in;
  }

  /** Sets what a life of the process has of its own. */
  void begins(SimulatedCampaign ofThisLife, SimulatedDuplicateWatch alsoOfThisLife) {
    search = null;
    campaign = ofThisLife;
    duplicates = alsoOfThisLife;
  }
}
