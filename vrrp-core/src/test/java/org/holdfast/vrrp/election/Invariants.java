package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.fail;

import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Starting;
import org.holdfast.vrrp.election.State.Stopped;

/** What must hold on a node after every event of its process. */
final class Invariants {

  private final Node node;
  private final Lan lan;

  Invariants(Node node, Lan lan) {
    this.node = node;
    this.lan = lan;
  }

  void check() {
    for (var member : node.members) {
      checkAddresses(member);
      checkAdverts(member);
      checkFaults(member);
      if (node.isMaster(member)) {
        for (var other : lan.nodes) {
          checkOnlyMaster(node, other, member.vrid);
          checkOnlyMaster(other, node, member.vrid);
        }
      }
    }
    if (!node.group().isGathering()) {
      node.group().members().forEach(this::checkGroup);
    }
  }

  private void checkAddresses(Member member) {
    if (!member.takesAddresses && member.isHolding() != member.state.holdsAddresses()) {
      fail("node %d holds addresses: %s in %s", node.id, member.isHolding(), member.state);
    }
    if (!member.isHolding() || member.isMaster()) {
      return;
    }
    long since = Math.max(member.masterUntil, node.wokenAt());
    if (lan.now() - since > member.mayServeNanos) {
      fail("node %d serves %d ns after it was master", node.id, lan.now() - since);
    }
  }

  private void checkAdverts(Member member) {
    if (!member.isMaster()) {
      return;
    }
    long silence = lan.now() - Math.max(member.advertAt, node.wokenAt());
    if (silence > member.router.intervalNanos()) {
      fail("node %d is master and has been silent for %d ns", node.id, silence);
    }
  }

  /**
   * A router that stands by at the operator's request does not preempt a router of lower priority
   * that has advertised since the request.
   */
  void checkStandby(Member member, State before, Reason reason) {
    if (reason instanceof Reason.Preempted
        && before instanceof Backup backup
        && Times.ahead(member.standbyUntil, node.clock())
        && backup.watch().lower() != null
        && backup.watch().lower().heardAt() - member.standbySince > 0) {
      fail("node %d stands by and has preempted: %s", node.id, reason);
    }
  }

  private void checkFaults(Member member) {
    boolean out = member.state instanceof Fault || member.state instanceof Stopped;
    if (!member.downLinks.isEmpty() && node.hasReadAll() && (!out || member.isHolding())) {
      fail("node %d lacks %s and is %s", node.id, member.downLinks, member.state);
    }
  }

  private void checkGroup(Member member) {
    for (var other : node.group().members()) {
      if (member.isMaster()
          && !other.isMaster()
          && !(ends(other) || other.state instanceof Starting)) {
        fail("node %d: %s and %s in one group", node.id, member.state, other.state);
      }
      if (member.state instanceof Fault
          && (other.state instanceof Backup || other.state instanceof Starting)) {
        fail("node %d: %s and %s in one group", node.id, member.state, other.state);
      }
    }
  }

  private static boolean ends(Member member) {
    return member.state instanceof Stopped
        || (member.state instanceof Leaving leaving && leaving.stopping());
  }

  /**
   * Checks how long two masters may coexist. The one of lower standing yields to the first advert
   * of the other that it receives, and the other sends at least one in each interval. The limit is
   * therefore one interval of the better master plus the longest delay of a packet, counted from
   * the moment when both are master with their current standing, both are awake, and no advert
   * between them has been lost.
   */
  private void checkOnlyMaster(Node better, Node worse, int vrid) {
    var upper = better.members.get(vrid);
    var lower = worse.members.get(vrid);
    if (better == worse
        || !better.isMaster(upper)
        || !worse.isMaster(lower)
        || lower.router.ignoresAdverts()
        || !outranks(better, upper.router.priority(), worse, lower.router.priority())) {
      return;
    }
    long since = Math.max(upper.masterSince, lower.masterSince);
    since = Math.max(since, Math.max(upper.changedAt, lower.changedAt));
    since = Math.max(since, Math.max(better.wokenAt(), worse.wokenAt()));
    since = Math.max(since, lower.missedAt[better.id]);
    long allowed = upper.router.intervalNanos() + Lan.SLOWEST_NANOS;
    if (lan.now() - since > allowed) {
      fail(
          "nodes %d and %d are both master of %d for %d ns (allowed: %d)",
          better.id, worse.id, vrid, lan.now() - since, allowed);
    }
  }

  /**
   * Returns whether node a outranks node b, independently of the election: the addresses are in the
   * order of the nodes.
   */
  private static boolean outranks(Node a, int priorityOfA, Node b, int priorityOfB) {
    return priorityOfA > priorityOfB || (priorityOfA == priorityOfB && a.id > b.id);
  }

  /**
   * A reload never makes a master resign that stays configured, except for a member of its group
   * that cannot be master, or no longer wants to be.
   */
  void checkAfterReload(Member wasMaster) {
    var together = node.together(wasMaster);
    boolean hindered =
        together.stream()
            .anyMatch(other -> other.state instanceof Fault || other.state instanceof Leaving);
    if (!wasMaster.isMaster() && !hindered) {
      fail(
          "node %d: a reload turned a master of %d into %s",
          node.id, wasMaster.vrid, wasMaster.state);
    }
  }
}
