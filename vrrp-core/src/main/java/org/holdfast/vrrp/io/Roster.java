package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.linux.loop.DeadlineQueue;
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
 * Keeps the instances and sync groups, and changes them to those of a new configuration. Owned by
 * the election loop.
 */
final class Roster {

  private final InstanceIds ids;
  private final NanoClock clock;
  private final DeadlineQueue deadlines;
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

  /** What the instances watch, apart from links. */
  private volatile Set<TrackBook.Subject> watched = Set.of();

  /**
   * Makes a roster without instances.
   *
   * @param listener called with each transition
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
    this.clock = clock;
    deadlines = new DeadlineQueue(loops.election(), clock);
    this.life = life;
    this.kernel = kernel;
    this.monitor = monitor;
    this.listener = listener;
    this.receivers = receivers;
  }

  /**
   * Makes the instances and groups of the first configuration; the kernel side has these instances
   * already.
   */
  void build(VrrpConfig config) {
    expect(config);
    var configs = ids.of(config.instances());
    configs.forEach((id, instance) -> instances.put(id, make(id, instance)));
    groups = regroup(config.syncGroups());
    adopt(configs);
  }

  private Instance make(InstanceId id, InstanceConfig config) {
    var slot = life.slot(Succession.identity(config));
    var port = new AdvertPort(config, receivers, senders, NanoClock.wall(), slot);
    var requests = kernel.requests(id);
    var instance = new Instance(id, config, deadlines, clock, port, requests, slot, listener);
    monitor.add(instance);
    return instance;
  }

  /**
   * Notes what the instances of a configuration watch, before {@link #follow} changes to it: from
   * now on {@link #watches} answers for them.
   */
  void expect(VrrpConfig next) {
    var subjects = new HashSet<TrackBook.Subject>();
    for (var instance : next.instances()) {
      for (var track : instance.tracks().watched()) {
        subjects.add(new TrackBook.Subject(track.kind(), track.name()));
      }
    }
    watched = Set.copyOf(subjects);
  }

  // ---- Queries ----

  /** Whether an instance watches this object, which is no link. Any thread may ask. */
  boolean watches(TrackBook.Subject subject) {
    return watched.contains(subject);
  }

  /** Returns the instances in the order of the configuration. */
  Collection<Instance> instances() {
    return instances.values();
  }

  /**
   * Returns each instance's status without the kernel's facts, in the order of the configuration.
   */
  Map<InstanceId, InstanceStatus> statuses() {
    var statuses = new LinkedHashMap<InstanceId, InstanceStatus>();
    instances.forEach((id, instance) -> statuses.put(id, instance.status(monitor.links(instance))));
    return statuses;
  }

  List<GroupShell> groups() {
    return groups;
  }

  /** Returns the instance; null if a reload has removed it. */
  @Nullable Instance instance(InstanceId id) {
    return instances.get(id);
  }

  /** Whether every instance has stopped, including those that a reload has removed. */
  boolean hasEnded() {
    return instances.values().stream().allMatch(Roster::hasStopped) && leaving.isEmpty();
  }

  private static boolean hasStopped(Instance instance) {
    return instance.state() instanceof State.Stopped;
  }

  /** Passes on the verdict of a track of any kind except a link. */
  void trackReported(TrackKind kind, String name, TrackVerdict verdict) {
    var subject = new TrackBook.Subject(kind, name);
    said.put(subject, verdict);
    if (watches(subject)) {
      instances.values().forEach(instance -> instance.trackReported(kind, name, verdict));
    }
  }

  // ---- Reload ----

  /**
   * Changes to the configuration {@code next}. Instances that stay keep their state and are
   * notified only if their terms differ; then new instances start; then removed ones stop with a
   * handover.
   */
  void follow(VrrpConfig next) {
    var before = new LinkedHashMap<InstanceId, InstanceConfig>();
    instances.forEach((id, instance) -> before.put(id, instance.config()));
    ids.follow(before, next.instances());
    monitor.instancesAre(next.instances());
    var configs = ids.of(next.instances());
    kernel.follow(changesOf(configs), next.statics());

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
    newborn.forEach(one -> one.start(monitor.faultsAtStart(one), false, Times.NEVER, Times.NEVER));
    groups.forEach(GroupShell::resume);
    leaving.addAll(gone);
    gone.forEach(Instance::retire);
    forgetStopped();
  }

  /** Returns the configurations that differ from those of running instances. */
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

  /** Returns the groups with their members; an unchanged group stays the same object. */
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

  /** Gives the instances their groups, and changed instances their new terms. */
  private void adopt(Map<InstanceId, InstanceConfig> configs) {
    var memberships = new HashMap<Instance, GroupMembership>();
    groups.forEach(group -> group.members().forEach(member -> memberships.put(member, group)));
    instances.forEach((id, instance) -> {
      var config = Objects.requireNonNull(configs.get(id));
      var group = memberships.getOrDefault(instance, GroupMembership.NONE);
      if (Objects.equals(config, instance.config())) { // a new instance has this very one
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
      port.close(); // after the new port is open, so that sockets that both share stay open
    }
    instance.announceTerms();
  }

  /** Forgets the removed instances that have stopped. */
  void forgetStopped() {
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
