package org.holdfast.vrrp.group;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.FaultReason.GroupFault;
import org.holdfast.vrrp.election.FaultReason.GroupUndecided;
import org.holdfast.vrrp.election.FaultReason.TrackUndecided;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Stopped;

/**
 * Instances that are either all master or all not, by keepalived's rules: all become master when
 * all are willing; a member that is no longer master takes the others with it; one fault is a fault
 * of all; and no member leaves FAULT before every member's fault has been cleared.
 *
 * <p>Pure: after each step of a member the shell calls {@link #settle} and delivers the directives,
 * until there are none. The directives depend on the members' states only, so a directive that is
 * delivered twice or late has no further effect.
 */
public record SyncGroup(String name) {

  /** An event for the member at {@code index}. */
  public record Directive(int index, Event event) {}

  /**
   * The events to deliver to the members in these states. Empty when the group is settled.
   *
   * @param states of all members, in the group's order
   */
  public List<Directive> settle(List<State> states) {
    var directives = new ArrayList<Directive>();
    settleFaults(states, directives);
    if (directives.isEmpty()) {
      settleMastership(states, directives);
    }
    return directives;
  }

  /**
   * Like {@link #settle}, for a group whose members were changed by a reload, until all members
   * agree or the time for that is over: no member gives up mastership because of the reload.
   * Members in Backup become master together with those that are, unless they hear a router that is
   * at least as good; in that case the mastership is settled with that router's director. A track
   * without a result yet keeps only its own instance out.
   *
   * @param priorities of all members, in the same order
   */
  public List<Directive> gather(List<State> states, List<Integer> priorities) {
    var directives = new ArrayList<Directive>();
    settleFaults(states, directives);
    var wait = new Event.FaultRaised(new GroupUndecided(name));
    directives.removeIf(directive -> directive.event().equals(wait));
    if (directives.isEmpty() && states.stream().anyMatch(Master.class::isInstance)) {
      for (int i = 0; i < states.size(); i++) {
        if (states.get(i) instanceof Backup backup && !heedsAnEqual(backup, priorities.get(i))) {
          directives.add(new Directive(i, new Event.GroupPromotes(name)));
        }
      }
    }
    return directives;
  }

  private static boolean heedsAnEqual(Backup backup, int priority) {
    var heard = backup.watch().lastHeard();
    return !backup.willing() && heard != null && heard.priority() >= priority;
  }

  /**
   * A member is notified exactly while another member has a fault of its own, or waits for its
   * tracks.
   */
  private void settleFaults(List<State> states, List<Directive> directives) {
    settle(new GroupFault(name), SyncGroup::hasOwnFault, states, directives);
    settle(new GroupUndecided(name), SyncGroup::waits, states, directives);
  }

  private static void settle(
      FaultReason shared, Predicate<State> own, List<State> states, List<Directive> directives) {
    long faulty = states.stream().filter(own).count();
    for (int i = 0; i < states.size(); i++) {
      var state = states.get(i);
      boolean othersFaulty = faulty > (own.test(state) ? 1 : 0);
      boolean raised = state instanceof Fault fault && fault.reasons().contains(shared);
      if (othersFaulty && !raised && !ends(state)) {
        directives.add(new Directive(i, new Event.FaultRaised(shared)));
      } else if (raised && !othersFaulty) {
        directives.add(new Directive(i, new Event.FaultCleared(shared)));
      }
    }
  }

  private void settleMastership(List<State> states, List<Directive> directives) {
    boolean allWould = states.stream().allMatch(SyncGroup::isOrWouldBeMaster);
    boolean oneIsNot = states.stream().anyMatch(SyncGroup::isNoMaster);
    for (int i = 0; i < states.size(); i++) {
      if (allWould && states.get(i) instanceof Backup) {
        directives.add(new Directive(i, new Event.GroupPromotes(name)));
      } else if (!allWould && oneIsNot && states.get(i) instanceof Master) {
        directives.add(new Directive(i, new Event.GroupDemotes(name)));
      }
    }
  }

  private static boolean isOrWouldBeMaster(State state) {
    return state instanceof Master || (state instanceof Backup backup && backup.willing());
  }

  private static boolean isNoMaster(State state) {
    return state instanceof Backup || (state instanceof Leaving leaving && !leaving.stopping());
  }

  private static boolean hasOwnFault(State state) {
    return state instanceof Fault fault
        && fault.reasons().stream()
            .anyMatch(reason -> !reason.isWait() && !(reason instanceof GroupFault));
  }

  private static boolean waits(State state) {
    return state instanceof Fault fault
        && fault.reasons().stream().anyMatch(TrackUndecided.class::isInstance);
  }

  private static boolean ends(State state) {
    return state instanceof Stopped || (state instanceof Leaving leaving && leaving.stopping());
  }
}
