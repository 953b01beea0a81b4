package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private Map<String, Instance> instances = new LinkedHashMap<>();
  private List<GroupShell> groups = List.of();
  private long born;

  /**
   * Makes a roster without instances.
   *
   * @param listener told of transitions
   */
  Roster(
      Loops loops,
      NanoClock clock,
      LifeRecord life,
      KernelSide kernel,
      LinkMonitor monitor,
      AdvertReceivers receivers,
      Consumer<VrrpNews> listener) {
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
    var members = new HashMap<String, GroupShell>();
    var shells = new ArrayList<GroupShell>();
    for (var group : config.syncGroups()) {
      var shell = new GroupShell(group, clock, listener);
      shells.add(shell);
      group.instances().forEach(member -> members.put(member, shell));
    }
    for (var instance : config.instances()) {
      var group = members.get(instance.name());
      var shell = make(instance.name(), instance, group == null ? GroupMembership.NONE : group);
      if (group != null) {
        group.add(shell);
      }
    }
    groups = List.copyOf(shells);
  }

  private Instance make(String key, InstanceConfig config, GroupMembership group) {
    var slot = life.slot(Succession.identity(config));
    var port = new AdvertPort(config, receivers, senders, NanoClock.wall(), slot);
    var instance =
        new Instance(
            key, config, loops.election(), clock, port, kernel.desk(key), slot, listener, group);
    monitor.add(instance);
    instances.put(key, instance);
    return instance;
  }

  // ---- Questions ----

  /** Returns the instances in the order of the configuration. */
  Collection<Instance> instances() {
    return instances.values();
  }

  List<GroupShell> groups() {
    return groups;
  }

  /** The instance that the kernel's side knows by this key; null when it is no more. */
  @Nullable Instance keyed(String key) {
    return instances.get(key);
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
    var before = instances.values().stream().map(Instance::config).toList();
    var succession = Succession.of(before, next.instances());
    monitor.instancesAre(next.instances());
    var byName = new HashMap<String, Instance>();
    instances.values().forEach(instance -> byName.put(instance.name(), instance));
    var changed = changesOf(succession, byName);
    kernel.follow(changed, succession.renamed());

    var after = new HashMap<String, Instance>();
    succession.heirs().forEach((name, config) -> after.put(config.name(), heir(byName, name)));
    var gone = succession.gone().stream().map(name -> heir(byName, name)).toList();
    var newborn = new ArrayList<Instance>();
    for (var config : succession.born()) {
      var instance = appear(config);
      newborn.add(instance);
      after.put(config.name(), instance);
    }
    groups = regroup(next.syncGroups(), after);
    adopt(succession, byName, changed);
    newborn.forEach(one -> one.joins(membership(one.config())));
    reorder(next.instances(), after);
    newborn.forEach(one -> one.start(monitor.faultsAtStart(one), false, Times.NEVER));
    groups.forEach(GroupShell::goOn);
    leaving.addAll(gone);
    gone.forEach(Instance::retire);
    bury();
  }

  private static Instance heir(Map<String, Instance> byName, String name) {
    var instance = byName.get(name);
    if (instance == null) {
      throw new IllegalStateException("no instance " + name);
    }
    return instance;
  }

  private static Map<String, InstanceConfig> changesOf(
      Succession succession, Map<String, Instance> byName) {
    var changed = new LinkedHashMap<String, InstanceConfig>();
    succession
        .heirs()
        .forEach((name, config) -> {
          var instance = heir(byName, name);
          if (!config.equals(instance.config())) {
            changed.put(instance.key(), config);
          }
        });
    return changed;
  }

  private Instance appear(InstanceConfig config) {
    boolean free =
        !instances.containsKey(config.name())
            && leaving.stream().noneMatch(one -> one.key().equals(config.name()));
    var key = free ? config.name() : config.name() + '#' + ++born;
    kernel.appear(key, config);
    return make(key, config, GroupMembership.NONE);
  }

  /** Returns the groups with their members; a group that does not change stays the same object. */
  private List<GroupShell> regroup(List<SyncGroupConfig> configs, Map<String, Instance> after) {
    var shells = new ArrayList<GroupShell>();
    for (var config : configs) {
      var members = config.instances().stream().map(name -> heir(after, name)).toList();
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

  /** Finds the group's predecessor by name or, if it was renamed, by its members. */
  private Optional<GroupShell> earlier(SyncGroupConfig config, List<Instance> members) {
    return groups.stream()
        .filter(one -> one.name().equals(config.name()))
        .findFirst()
        .or(() -> groups.stream().filter(one -> one.hasMembers(members)).findFirst());
  }

  private GroupMembership membership(InstanceConfig instance) {
    for (var group : groups) {
      if (group.isOfMember(instance.name())) {
        return group;
      }
    }
    return GroupMembership.NONE;
  }

  private void adopt(
      Succession succession, Map<String, Instance> byName, Map<String, InstanceConfig> changed) {
    succession
        .heirs()
        .forEach((name, config) -> {
          var instance = heir(byName, name);
          var group = membership(config);
          if (changed.containsKey(instance.key())) {
            change(instance, config, group);
          } else {
            instance.joins(group);
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

  private void reorder(List<InstanceConfig> order, Map<String, Instance> after) {
    var ordered = new LinkedHashMap<String, Instance>();
    for (var config : order) {
      var instance = heir(after, config.name());
      ordered.put(instance.key(), instance);
    }
    instances = ordered;
  }

  /** Forgets the removed instances that have stopped. */
  void bury() {
    leaving.removeIf(instance -> {
      boolean over = hasStopped(instance);
      if (over) {
        monitor.remove(instance);
        instance.forget();
        kernel.retire(instance.key());
      }
      return over;
    });
  }
}
