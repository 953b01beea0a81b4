package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.jspecify.annotations.Nullable;

/**
 * Holds the instances and sync groups, and changes them to those of another configuration. Owned by
 * the election loop.
 */
final class Roster {

  private final InstanceIds ids;
  private final Loops loops;
  private final NanoClock clock;
  private final LifeRecord life;
  private final KernelSide kernel;
  private final LinkMonitor monitor;
  private final Consumer<VrrpNews> listener;
  private final AdvertReceivers receivers;
  private final AdvertSenders senders = new AdvertSenders();
  private final Map<TrackBook.Subject, TrackVerdict> said = new HashMap<>();
  private final List<Instance> leaving = new ArrayList<>();
  private Map<InstanceId, Instance> instances = new LinkedHashMap<>();
  private List<GroupShell> groups = List.of();

  /**
   * Makes a roster without instances.
   *
   * @param listener told of transitions
   */
  Roster(
      InstanceIds ids,
      Loops loops,
      NanoClock clock,
      LifeRecord life,
      KernelSide kernel,
      LinkMonitor monitor,
      AdvertReceivers receivers,
      Consumer<VrrpNews> listener) {
    this.ids = ids;
    this.loops = loops;
    this.clock = clock;
    this.life = life;
    this.kernel = kernel;
    this.monitor = monitor;
    this.listener = listener;
    this.receivers = receivers;
  }

  /** Makes the instances and groups of the first configuration, which the kernel side knows. */
  void build(VrrpConfig config) {
    var configs = ids.of(config.instances());
    configs.forEach((id, instance) -> instances.put(id, make(id, instance)));
    groups = regroup(config.syncGroups());
    adopt(configs);
  }

  private Instance make(InstanceId id, InstanceConfig config) {
    var slot = life.slot(Succession.identity(config));
    var port = new AdvertPort(config, receivers, senders, NanoClock.wall(), slot);
    var desk = kernel.desk(id);
    var instance = new Instance(id, config, loops.election(), clock, port, desk, slot, listener);
    monitor.add(instance);
    return instance;
  }

  // ---- Questions ----

  /** Returns the instances in the order of the configuration. */
  Collection<Instance> instances() {
    return instances.values();
  }

  /** Returns what each instance believes of itself, in the order of the configuration. */
  Map<InstanceId, InstanceStatus> beliefs() {
    var beliefs = new LinkedHashMap<InstanceId, InstanceStatus>();
    instances.forEach((id, instance) -> beliefs.put(id, instance.belief()));
    return beliefs;
  }

  List<GroupShell> groups() {
    return groups;
  }

  /** Returns that instance; null if a reload has removed it. */
  @Nullable Instance instance(InstanceId id) {
    return instances.get(id);
  }

  /** Whether every instance has stopped, including those that a reload took out. */
  boolean hasEnded() {
    return instances.values().stream().allMatch(Roster::hasStopped) && leaving.isEmpty();
  }

  private static boolean hasStopped(Instance instance) {
    return instance.state() instanceof State.Stopped;
  }

  /** Passes on the verdict of a track of any kind except a link. */
  void trackHeard(TrackKind kind, String name, TrackVerdict verdict) {
    said.put(new TrackBook.Subject(kind, name), verdict);
    instances.values().forEach(instance -> instance.trackHeard(kind, name, verdict));
  }

  // ---- Another configuration ----

  /**
   * Changes to the configuration {@code next}. Instances that stay keep their state, and hear of
   * new terms only if their terms differ; then new instances start; then removed ones stop in
   * order.
   */
  void follow(VrrpConfig next) {
    var before = new LinkedHashMap<InstanceId, InstanceConfig>();
    instances.forEach((id, instance) -> before.put(id, instance.config()));
    ids.follow(before, next.instances());
    monitor.instancesAre(next.instances());
    var configs = ids.of(next.instances());
    kernel.follow(changesOf(configs));

    var gone = new ArrayList<>(instances.values());
    gone.removeIf(instance -> configs.containsKey(instance.id()));
    var newborn = new ArrayList<Instance>();
    var after = new LinkedHashMap<InstanceId, Instance>();
    configs.forEach((id, config) -> {
      var instance = instances.get(id);
      if (instance == null) {
        kernel.appear(id, config);
        instance = make(id, config);
        newborn.add(instance);
      }
      after.put(id, instance);
    });
    instances = after;
    groups = regroup(next.syncGroups());
    adopt(configs);
    newborn.forEach(one -> one.start(monitor.faultsAtStart(one), false, Times.NEVER));
    groups.forEach(GroupShell::goOn);
    leaving.addAll(gone);
    gone.forEach(Instance::retire);
    bury();
  }

  /** Returns the configurations of instances that run already under another one. */
  private Map<InstanceId, InstanceConfig> changesOf(Map<InstanceId, InstanceConfig> configs) {
    var changed = new LinkedHashMap<InstanceId, InstanceConfig>();
    configs.forEach((id, config) -> {
      var instance = instances.get(id);
      if (instance != null && !config.equals(instance.config())) {
        changed.put(id, config);
      }
    });
    return changed;
  }

  /** Returns the groups with their members; a group that does not change stays the same object. */
  private List<GroupShell> regroup(List<SyncGroupConfig> configs) {
    var shells = new ArrayList<GroupShell>();
    for (var config : configs) {
      var members = config.instances().stream().map(this::named).toList();
      var earlier = earlier(config, members);
      if (earlier.isPresent() && earlier.get().isOf(config, members)) {
        shells.add(earlier.get());
        continue;
      }
      var shell =
          earlier.isPresent()
              ? new GroupShell(config, earlier.get(), listener)
              : new GroupShell(config, clock, listener);
      members.forEach(shell::add);
      shells.add(shell);
    }
    return List.copyOf(shells);
  }

  private Instance named(String name) {
    return Objects.requireNonNull(instances.get(ids.get(name)), name);
  }

  /** Finds the group's predecessor by name or, if it was renamed, by its members. */
  private Optional<GroupShell> earlier(SyncGroupConfig config, List<Instance> members) {
    return groups.stream()
        .filter(one -> one.name().equals(config.name()))
        .findFirst()
        .or(() -> groups.stream().filter(one -> one.hasMembers(members)).findFirst());
  }

  /** Gives the instances their groups, and those that change their new terms. */
  private void adopt(Map<InstanceId, InstanceConfig> configs) {
    var memberships = new HashMap<Instance, GroupMembership>();
    groups.forEach(group -> group.members().forEach(member -> memberships.put(member, group)));
    instances.forEach((id, instance) -> {
      var config = Objects.requireNonNull(configs.get(id));
      var group = memberships.getOrDefault(instance, GroupMembership.NONE);
      if (config.equals(instance.config())) {
        instance.joins(group);
      } else {
        change(instance, config, group);
      }
    });
  }

  @SuppressWarnings("ReferenceEquality") // this very port, not an equal one
  private void change(Instance instance, InstanceConfig config, GroupMembership group) {
    var port = instance.port();
    var next = port.serves(config) ? port : new AdvertPort(config, port);
    instance.follow(new Instance.Terms(config, next, group, said));
    monitor.changed(instance);
    if (next != port) {
      port.close(); // after the new one is open: what they share stays open
    }
    instance.tellTerms();
  }

  /** Forgets the removed instances that have stopped. */
  void bury() {
    leaving.removeIf(instance -> {
      boolean over = hasStopped(instance);
      if (over) {
        monitor.remove(instance);
        instance.forget();
        kernel.retire(instance.id());
      }
      return over;
    });
  }
}
