package org.holdfast.vrrp.group;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.FaultReason.GroupFault;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;

/**
 * Instances that are master together or not at all, by keepalived's rules: all become master when
 * all would; one that is no longer master takes the others with it; one fault is a fault of all;
 * and nobody leaves it before the last own fault has gone.
 *
 * <p>Pure: after each step of a member the shell asks {@link #settle} and delivers what it says,
 * until it says nothing.
 */
public record SyncGroup(String name) {

  /** An event for the member at {@code index}. */
  public record Directive(int index, Event event) {}

  /**
   * What the members are to be told, given where they stand. Empty when the group is settled.
   *
   * @param states of all members, in the group's order
   * @param movedFrom where the member that has just moved stood before; a master that left takes
   *     the others along
   */
  public List<Directive> settle(List<State> states, State movedFrom) {
    var directives = new ArrayList<Directive>();
    settleFaults(states, directives);
    if (!directives.isEmpty()) {
      return directives;
    }
    boolean oneLeft =
        movedFrom instanceof Master && states.stream().anyMatch(Backup.class::isInstance);
    boolean allWilling =
        states.stream()
            .allMatch(
                state -> state instanceof Master || (state instanceof Backup b && b.willing()));
    for (int i = 0; i < states.size(); i++) {
      if (allWilling && states.get(i) instanceof Backup) {
        directives.add(new Directive(i, new Event.GroupPromotes(name)));
      } else if (oneLeft && states.get(i) instanceof Master) {
        directives.add(new Directive(i, new Event.GroupDemotes(name)));
      }
    }
    return directives;
  }

  private void settleFaults(List<State> states, List<Directive> directives) {
    var shared = new GroupFault(name);
    boolean anyOwn = states.stream().anyMatch(SyncGroup::hasOwnFault);
    for (int i = 0; i < states.size(); i++) {
      boolean told = states.get(i) instanceof Fault fault && fault.reasons().contains(shared);
      boolean othersFaulted = anyOwn && !hasOwnFault(states.get(i));
      if (othersFaulted && !told && !ended(states.get(i))) {
        directives.add(new Directive(i, new Event.FaultRaised(shared)));
      } else if (!anyOwn && told) {
        directives.add(new Directive(i, new Event.FaultCleared(shared)));
      }
    }
  }

  private static boolean ended(State state) {
    return state instanceof State.Stopped
        || (state instanceof Leaving leaving && leaving.stopping());
  }

  private static boolean hasOwnFault(State state) {
    return state instanceof Fault fault && fault.reasons().stream().anyMatch(SyncGroup::isOwn);
  }

  private static boolean isOwn(FaultReason reason) {
    return !(reason instanceof GroupFault);
  }
}
