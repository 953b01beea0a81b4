package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.group.SyncGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sync group at work: asks {@link SyncGroup} after each step of a member and passes its word on.
 */
final class GroupShell implements GroupMembership {

  private static final Logger log = LoggerFactory.getLogger(GroupShell.class);

  private final SyncGroup group;
  private final TransitionListener listener;
  private final List<Instance> members = new ArrayList<>();
  private boolean begun;
  private String label = "";

  GroupShell(SyncGroupConfig config, TransitionListener listener) {
    group = new SyncGroup(config.name());
    this.listener = listener;
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
