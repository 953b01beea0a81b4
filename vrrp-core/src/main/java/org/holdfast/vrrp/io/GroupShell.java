package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.group.SyncGroup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sync group at work: asks {@link SyncGroup} after each step of a member and passes its word on.
 */
final class GroupShell implements GroupMembership {

  private static final Logger log = LoggerFactory.getLogger(GroupShell.class);

  private static final int TAKEOVERS = 2;

  private final SyncGroupConfig config;
  private final SyncGroup group;
  private final Consumer<VrrpNews> listener;
  private final List<Instance> members = new ArrayList<>();
  private final NanoClock clock;
  private @Nullable GroupShell predecessor;
  private boolean begun;
  private boolean gathering;
  private long gatheredBy;

  /** What was told last; null before the members were alike for the first time. */
  private @Nullable VrrpState label;

  GroupShell(SyncGroupConfig config, NanoClock clock, Consumer<VrrpNews> listener) {
    this.config = config;
    this.clock = clock;
    group = new SyncGroup(config.name());
    this.listener = listener;
  }

  /** The group for another configuration, which has moved as far as {@code earlier}. */
  GroupShell(SyncGroupConfig config, GroupShell earlier, Consumer<VrrpNews> listener) {
    this(config, earlier.clock, listener);
    label = earlier.label;
    predecessor = earlier;
  }

  String name() {
    return group.name();
  }

  /** Whether these, in this order, are its members already. */
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

  /** All members have started: from now on they are one. */
  void begin() {
    begun = true;
    settle();
  }

  /**
   * After a reload. A group with other members than before becomes alike without a mastership given
   * up for it, in the time that two takeovers may take.
   */
  void goOn() {
    if (!begun) {
      gathering = predecessor == null || !predecessor.hasMembers(members);
      predecessor = null;
      gatheredBy = clock.nanos() + patience();
    }
    begin();
  }

  private long patience() {
    long longest = 0;
    for (var member : members) {
      var terms = member.config().election();
      long interval = terms.advertisementInterval().toNanos();
      longest = Math.max(longest, TAKEOVERS * (terms.downTimerAdverts() + 1L) * interval);
    }
    return longest;
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
    var states = members.stream().map(Instance::state).toList();
    for (var directive : directives(states)) {
      members.get(directive.index()).on(directive.event());
    }
    tell();
  }

  private List<SyncGroup.Directive> directives(List<State> states) {
    if (!gathering) {
      return group.settle(states);
    }
    boolean alike = states.stream().map(State::label).distinct().count() == 1;
    boolean awaited = states.stream().anyMatch(GroupShell::isUndecided);
    if (awaited) {
      gatheredBy = clock.nanos() + patience();
    }
    gathering = !alike && clock.nanos() - gatheredBy < 0;
    return gathering
        ? group.gather(states, members.stream().map(Instance::effectivePriority).toList())
        : group.settle(states);
  }

  private static boolean isUndecided(State state) {
    return state instanceof State.Fault fault
        && fault.reasons().stream().anyMatch(FaultReason.TrackUndecided.class::isInstance);
  }

  /** Once all members are of one label, and it is another than before, the group has moved. */
  private void tell() {
    var labels = members.stream().map(member -> member.state().label()).distinct().toList();
    if (labels.size() == 1 && labels.getFirst() != label) {
      var state = labels.getFirst();
      label = state;
      if (state != VrrpState.INIT) {
        log.info("VRRP_Group({}) Syncing instances to {} state", group.name(), state);
        listener.accept(new VrrpNews.GroupMoved(group.name(), state));
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
