package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.group.SyncGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sync group at work: asks {@link SyncGroup} after each step of a member and passes its word on.
 */
final class GroupShell implements GroupMembership {

  private static final Logger log = LoggerFactory.getLogger(GroupShell.class);

  private final SyncGroupConfig config;
  private final SyncGroup group;
  private final TransitionListener listener;
  private final List<Instance> members = new ArrayList<>();
  private boolean begun;
  private String label = "";

  GroupShell(SyncGroupConfig config, TransitionListener listener) {
    this.config = config;
    group = new SyncGroup(config.name());
    this.listener = listener;
  }

  /** The group for another configuration, which has moved as far as {@code earlier}. */
  GroupShell(SyncGroupConfig config, GroupShell earlier, TransitionListener listener) {
    this(config, listener);
    label = earlier.label;
  }

  String name() {
    return group.name();
  }

  /** Whether these, in this order, are its members already. */
  boolean isOf(SyncGroupConfig other, List<Instance> instances) {
    return config.equals(other) && members.equals(instances);
  }

  /** Whether an instance of that name is one of its members. */
  boolean isOfMember(String instance) {
    return config.instances().contains(instance);
  }

  void add(Instance member) {
    members.add(member);
  }

  /** All members have started: from now on they are one. */
  void begin() {
    begun = true;
    settle();
  }

  @Override
  public boolean isGrouped() {
    return true;
  }

  @Override
  public List<FaultReason> shared() {
    return List.of(
        new FaultReason.GroupFault(group.name()), new FaultReason.GroupUndecided(group.name()));
  }

  @Override
  public void moved(Instance member) {
    if (begun) {
      settle();
    }
  }

  /**
   * Each event that is passed on brings its member here again, so that this ends when the group has
   * nothing to say.
   */
  private void settle() {
    for (var directive : group.settle(members.stream().map(Instance::state).toList())) {
      members.get(directive.index()).on(directive.event());
    }
    tell();
  }

  /** Once all members are of one label, and it is another than before, the group has moved. */
  private void tell() {
    var labels = members.stream().map(member -> member.state().label()).distinct().toList();
    if (labels.size() == 1 && !labels.getFirst().equals(label)) {
      label = labels.getFirst();
      if (!label.equals("INIT")) {
        log.info("VRRP_Group({}) Syncing instances to {} state", group.name(), label);
        listener.groupMoved(group.name(), label);
      }
    }
  }

  @Override
  public void reannounceOthers(Instance member) {
    for (var other : members) {
      if (other != member) {
        other.holdings().reannounce();
      }
    }
  }
}
