package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.linux.LogContext;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.group.Gathering;
import org.holdfast.vrrp.group.SyncGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one sync group: asks {@link SyncGroup} after each step of a member and passes its directives
 * on to the members. Owned by the election loop.
 */
final class GroupShell implements GroupMembership {

  private static final Logger log = LoggerFactory.getLogger(GroupShell.class);

  private final SyncGroupConfig config;
  private final SyncGroup group;
  private final Consumer<VrrpNews> listener;
  private final List<Instance> members = new ArrayList<>();
  private final NanoClock clock;
  private @Nullable GroupShell predecessor;
  private @Nullable Gathering gathering;
  private boolean begun;

  /** The state reported last; null before all members were in the same state for the first time. */
  private @Nullable VrrpState label;

  GroupShell(SyncGroupConfig config, NanoClock clock, Consumer<VrrpNews> listener) {
    this.config = config;
    this.clock = clock;
    group = new SyncGroup(config.name());
    this.listener = listener;
  }

  /** Makes the group of a new configuration, which continues from the state of {@code earlier}. */
  GroupShell(SyncGroupConfig config, GroupShell earlier, Consumer<VrrpNews> listener) {
    this(config, earlier.clock, listener);
    label = earlier.label;
    predecessor = earlier;
  }

  String name() {
    return group.name();
  }

  /** Whether the group has this configuration and these members in this order. */
  boolean isOf(SyncGroupConfig other, List<Instance> instances) {
    return config.equals(other) && hasMembers(instances);
  }

  boolean hasMembers(List<Instance> instances) {
    return members.equals(instances);
  }

  List<Instance> members() {
    return Collections.unmodifiableList(members);
  }

  void add(Instance member) {
    members.add(member);
  }

  /** Called when all members have started: from now on they change state together. */
  void begin() {
    begun = true;
    settle();
  }

  /**
   * Continues after a reload. A group with changed members brings them into the same state without
   * making a master resign; see {@link Gathering}.
   */
  void resume() {
    if (!begun) {
      boolean sameMembers = predecessor != null && predecessor.hasMembers(members);
      gathering = sameMembers ? null : new Gathering(group, terms(), clock.nanos());
      predecessor = null;
    }
    begin();
  }

  private List<ElectionTerms> terms() {
    return members.stream().map(member -> member.config().election()).toList();
  }

  @Override
  public String groupName() {
    return group.name();
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
   * Passes directives to members until the group has none. Each event passed on calls this method
   * again through the member.
   */
  private void settle() {
    var states = members.stream().map(Instance::state).toList();
    for (var directive : directives(states)) {
      members.get(directive.index()).on(directive.event());
    }
    report();
  }

  private List<SyncGroup.Directive> directives(List<State> states) {
    return gathering == null || !gathering.isUnderWay()
        ? group.settle(states)
        : gathering.directives(
            states, members.stream().map(Instance::effectivePriority).toList(), clock.nanos());
  }

  /**
   * Reports the group's new state once all members are in the same state and it differs from the
   * last one reported.
   */
  private void report() {
    var labels = members.stream().map(member -> member.state().label()).distinct().toList();
    if (labels.size() == 1 && labels.getFirst() != label) {
      var state = labels.getFirst();
      label = state;
      if (state != VrrpState.INIT) {
        logged(state);
        listener.accept(new VrrpNews.GroupMoved(group.name(), state));
      }
    }
  }

  private void logged(VrrpState state) {
    try (var _ = LogContext.ofGroup(group.name())) {
      var words = "VRRP_Group({}) Syncing instances to {} state";
      if (state == VrrpState.FAULT) {
        log.warn(words, group.name(), state);
      } else {
        log.info(words, group.name(), state);
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
