package org.holdfast.vrrp.election;

import java.util.function.Predicate;
import org.holdfast.vrrp.election.State.Stopped;

/** A node's configuration file, and the configuration that its process has read. */
final class NodeConfig {

  private final Node node;
  private final KernelLoop kernelLoop;
  private final Invariants invariants;
  private Plan file;
  private Plan read;

  NodeConfig(Node node, KernelLoop kernelLoop, Invariants invariants, Plan file) {
    this.node = node;
    this.kernelLoop = kernelLoop;
    this.invariants = invariants;
    this.file = file;
    read = file;
  }

  Plan file() {
    return file;
  }

  /** Returns the configuration that the process has read. */
  Plan read() {
    return read;
  }

  void write(Plan next) {
    file = next;
  }

  /** Reads the file at the start of the process. */
  void begin() {
    read = file;
  }

  /**
   * Reloads in the order of the shell's roster: members that stay, new ones, the group, those that
   * go.
   */
  void reload() {
    var next = file;
    var before = read;
    Predicate<Member> isNew = member -> next.has(member) && !before.has(member);
    if (node.members.stream().anyMatch(isNew.and(member -> !(member.state instanceof Stopped)))) {
      kernelLoop.exactlyAfter(Lan.SLOWEST_NANOS, () -> node.receive(this::reload)); // still leaving
      return;
    }
    read = next;
    var earlierGroup = node.group().members();
    node.group().change(next.group(node.members), next.terms());
    var staying = node.members.stream().filter(m -> next.has(m) && before.has(m)).toList();
    var masters = staying.stream().filter(Member::isMaster).toList();
    staying.forEach(member -> adopt(member, earlierGroup.contains(member)));
    node.members.stream().filter(isNew).forEach(member -> node.begin(member, false, 0));
    node.group().settle();
    masters.forEach(invariants::checkAfterReload);
    node.members.stream()
        .filter(member -> before.has(member) && !next.has(member))
        .forEach(this::retire);
    node.group().settle();
    invariants.check();
  }

  private void adopt(Member member, boolean wasGrouped) {
    int previous = member.router.priority();
    boolean same = member.router.terms().equals(read.terms());
    node.standWith(member, read.terms(), same || member.obeys ? previous : node.ownPriority());
    if (wasGrouped && !member.router.grouped()) {
      NodeGroup.SHARED.forEach(fault -> node.apply(member, new Event.FaultCleared(fault)));
    }
    if (!same) {
      node.apply(member, new Event.TermsChanged(previous));
    }
  }

  private void retire(Member member) {
    node.standWith(member, member.router.terms(), member.router.priority());
    node.apply(member, Event.Stop.STOP);
  }
}
