package org.holdfast.vrrp.group;

import java.util.List;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.election.FaultReason.TrackUndecided;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.group.SyncGroup.Directive;

/**
 * The time after a reload in which a group with changed members brings them into the same state
 * without making a master resign. It ends when all members agree, and at the latest after two
 * takeovers; it does not pass while a member waits for the first result of a track. Owned by one
 * thread; all instants are of one monotonic clock.
 */
public final class Gathering {

  private static final int TAKEOVERS = 2;

  private final SyncGroup group;
  private final long takeoversNanos;
  private boolean underWay = true;
  private long until;

  /**
   * Begins at {@code now}.
   *
   * @param terms of all members
   */
  public Gathering(SyncGroup group, List<ElectionTerms> terms, long now) {
    this.group = group;
    takeoversNanos = nanosForTakeovers(terms);
    until = now + takeoversNanos;
  }

  /** Returns the longest time in nanoseconds for which such a group gathers. */
  public static long nanosForTakeovers(List<ElectionTerms> terms) {
    return terms.stream().mapToLong(Gathering::takeoversOf).max().orElse(0);
  }

  private static long takeoversOf(ElectionTerms terms) {
    return TAKEOVERS * (terms.downTimerAdverts() + 1L) * terms.advertisementInterval().toNanos();
  }

  /** Whether the members may still be in different states. */
  public boolean isUnderWay() {
    return underWay;
  }

  /**
   * Returns the events to deliver to the members in these states: {@link SyncGroup#gather} while
   * the group gathers, {@link SyncGroup#settle} afterwards.
   *
   * @param states of all members, in the group's order
   * @param priorities of all members, in the same order
   */
  public List<Directive> directives(List<State> states, List<Integer> priorities, long now) {
    if (underWay) {
      boolean alike = states.stream().map(State::label).distinct().count() == 1;
      if (states.stream().anyMatch(Gathering::isUndecided)) {
        until = now + takeoversNanos;
      }
      underWay = !alike && now - until < 0;
    }
    return underWay ? group.gather(states, priorities) : group.settle(states);
  }

  private static boolean isUndecided(State state) {
    return state instanceof Fault fault
        && fault.reasons().stream().anyMatch(TrackUndecided.class::isInstance);
  }
}
