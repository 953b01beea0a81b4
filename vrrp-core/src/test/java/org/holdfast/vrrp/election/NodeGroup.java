package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.election.FaultReason.GroupFault;
import org.holdfast.vrrp.election.FaultReason.GroupUndecided;
import org.holdfast.vrrp.group.Gathering;
import org.holdfast.vrrp.group.SyncGroup;
import org.jspecify.annotations.Nullable;

/** The sync group of a node, which may have no members. */
final class NodeGroup {

  /** The faults that members of the group share. */
  static final List<FaultReason> SHARED = List.of(new GroupFault("VG"), new GroupUndecided("VG"));

  private static final SyncGroup GROUP = new SyncGroup("VG");
  private static final int MOST_ROUNDS = 20;

  private final Node node;
  private final Lan lan;
  private List<Member> members = List.of();
  private @Nullable Gathering gathering;

  NodeGroup(Node node, Lan lan) {
    this.node = node;
    this.lan = lan;
  }

  List<Member> members() {
    return members;
  }

  boolean has(Member member) {
    return members.contains(member);
  }

  /** Whether the members may still be in different states after a reload. */
  boolean isGathering() {
    return gathering != null && gathering.isUnderWay();
  }

  /** Sets the members at the start of the process. */
  void begin(List<Member> all) {
    members = all;
    gathering = null;
  }

  /** Changes the members in a reload, before these are notified of it. */
  void change(List<Member> all, ElectionTerms terms) {
    if (!members.equals(all)) {
      gathering = all.isEmpty() ? null : new Gathering(GROUP, List.of(terms), node.clock());
      members = all;
    }
  }

  /** Delivers the group's directives until there are none. */
  void settle() {
    if (members.isEmpty()) {
      return;
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      var directives = directives();
      if (directives.isEmpty()) {
        return;
      }
      for (var directive : directives) {
        lan.count("group: " + directive.event().getClass().getSimpleName());
        node.apply(members.get(directive.index()), directive.event());
      }
    }
    fail("node %d: the sync group does not settle: %s", node.id, members.get(0).state);
  }

  private List<SyncGroup.Directive> directives() {
    var states = new ArrayList<State>();
    members.forEach(member -> states.add(member.state));
    var gathers = gathering;
    if (gathers == null || !gathers.isUnderWay()) {
      return GROUP.settle(states);
    }
    lan.count("group gathers");
    var priorities = members.stream().map(member -> member.router.priority()).toList();
    return gathers.directives(states, priorities, node.clock());
  }
}
