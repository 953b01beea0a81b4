package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.RealTime;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * VRRP at work: all instances of a configuration, on the election loop, and what they want of the
 * kernel, on the kernel loop. Started, asked, stopped and closed from outside the loops.
 */
public final class VrrpService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(VrrpService.class);

  private static final long RETRY_SECONDS = 1;

  private final VrrpConfig config;
  private final NanoClock clock;
  private final TransitionListener listener;
  private final Loops loops = Loops.start();
  private final KernelSide kernel;
  private final Surroundings surroundings;
  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private final Map<String, GroupShell> groupOf = new HashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private VrrpService(
      VrrpConfig config,
      LifeRecord life,
      NanoClock clock,
      AddressGate gate,
      TransitionListener listener) {
    this.config = config;
    this.clock = clock;
    this.listener = listener;
    surroundings = new Surroundings(config.instances());
    try {
      kernel = KernelSide.open(config, life, loops, clock, gate, this::take, this::lost);
    } catch (RuntimeException e) {
      loops.close();
      throw e;
    }
    build(life);
  }

  /**
   * Starts every instance. Nothing is touched when a link does not exist.
   *
   * @param life what an earlier life left, and where this one writes itself down
   * @param gate passed before any instance's addresses go up
   * @throws org.holdfast.linux.LinuxException when the kernel refuses what every instance needs
   * @throws UnknownInterfaceException when a link that the configuration names does not exist
   */
  public static VrrpService start(
      VrrpConfig config,
      LifeRecord life,
      NanoClock clock,
      AddressGate gate,
      TransitionListener listener) {
    var service = new VrrpService(config, life, clock, gate, listener);
    try {
      service.surroundings.begin(service.kernel.links(), service.kernel.addresses());
    } catch (UnknownInterfaceException e) {
      service.close();
      throw e;
    }
    try {
      service.onElection(service::begin);
      service.kernel.begin();
      return service;
    } catch (RuntimeException e) {
      service.abandon();
      throw e;
    }
  }

  /** Whatever has been taken until a start failed is let go of. */
  private void abandon() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void build(LifeRecord life) {
    for (var group : config.syncGroups()) {
      var shell = new GroupShell(group, listener);
      group.instances().forEach(member -> groupOf.put(member, shell));
    }
    var receivers = new AdvertReceivers(loops.election());
    var counting = listenerThatCountsEnds();
    for (var instance : config.instances()) {
      var group = groupOf.get(instance.name());
      var port = new AdvertPort(instance, receivers, NanoClock.wall());
      var shell =
          new Instance(
              instance,
              loops.election(),
              clock,
              port,
              kernel.desk(instance),
              life.slot(keyOf(instance)),
              counting,
              group == null ? GroupMembership.NONE : group);
      if (group != null) {
        group.add(shell);
      }
      surroundings.add(shell, port);
      instances.put(instance.name(), shell);
    }
  }

  /** What makes an instance the same one in the next life: not its name. */
  private static String keyOf(InstanceConfig instance) {
    return instance.interfaceName() + '/' + instance.family() + '/' + instance.virtualRouterId();
  }

  private TransitionListener listenerThatCountsEnds() {
    return new TransitionListener() {
      @Override
      public void instanceMoved(String name, String state, int priority, Reason reason) {
        listener.instanceMoved(name, state, priority, reason);
        if (instances.values().stream().allMatch(i -> i.state() instanceof State.Stopped)) {
          ended.countDown();
        }
      }

      @Override
      public void groupMoved(String group, String state) {
        listener.groupMoved(group, state);
      }

      @Override
      public void priorityChanged(String name, String state, int priority) {
        listener.priorityChanged(name, state, priority);
      }

      @Override
      public void lowerPriorityHeard(String name, int priority) {
        listener.lowerPriorityHeard(name, priority);
      }

      @Override
      public void trackTurned(
          String instance, TrackKind kind, String name, TrackVerdict verdict, int effective) {
        listener.trackTurned(instance, kind, name, verdict, effective);
      }
    };
  }

  // ---- On the election loop ----

  private void begin() {
    if (config.realTimePriority() > 0) {
      RealTime.scheduleThisThread(config.realTimePriority())
          .ifPresent(refusal -> log.warn("no real-time priority: {}", refusal.getMessage()));
    }
    if (config.lockMemory()) {
      RealTime.lockMemory()
          .ifPresent(refusal -> log.warn("memory is not locked: {}", refusal.getMessage()));
    }
    long now = clock.nanos();
    long holdUntil =
        config.startupDelay().isZero() ? Times.NEVER : now + config.startupDelay().toNanos();
    var resuming = resuming();
    for (var instance : instances.values()) {
      var faults = surroundings.faultsAtStart(instance);
      instance.start(faults, resuming.contains(instance.name()), holdUntil);
    }
    groupOf.values().stream().distinct().forEach(GroupShell::begin);
    var _ =
        loops
            .election()
            .scheduleWithFixedDelay(
                this::openWhatFailed, RETRY_SECONDS, RETRY_SECONDS, TimeUnit.SECONDS);
  }

  /** Those that resume as master; of a sync group all members or none. */
  private Set<String> resuming() {
    var resuming = new HashSet<String>();
    for (var instance : instances.values()) {
      if (instance.mayResume() && surroundings.holdsItsOwn(instance.config())) {
        resuming.add(instance.name());
      }
    }
    for (var group : config.syncGroups()) {
      if (!resuming.containsAll(group.instances())) {
        resuming.removeAll(group.instances());
      }
    }
    return resuming;
  }

  private void openWhatFailed() {
    try {
      surroundings.openWhatFailed();
    } catch (RuntimeException failure) {
      log.error("sockets could not be opened", failure);
    }
  }

  private void take(KernelSide.News news) {
    try {
      surroundings.take(news);
    } catch (RuntimeException failure) {
      log.error("news from the kernel could not be taken", failure);
    }
  }

  private void lost(String instance, String address) {
    loops
        .election()
        .execute(() -> {
          var loser = instances.get(instance);
          if (loser != null) {
            loser.on(new Event.AddressLost(address));
          }
        });
  }

  private void onElection(Runnable task) {
    var done = loops.election().submit(task).awaitUninterruptibly();
    if (!done.isSuccess()) {
      throw done.cause() instanceof RuntimeException e
          ? e
          : new IllegalStateException(done.cause());
    }
  }

  // ---- From outside ----

  /** A track has spoken, of any kind but a link. From any thread; returns at once. */
  public void trackHeard(TrackKind kind, String name, TrackVerdict verdict) {
    loops
        .election()
        .execute(() -> instances.values().forEach(i -> i.trackHeard(kind, name, verdict)));
  }

  /**
   * A BFD session has found its neighbour dead or cut off: instances that name the session under
   * fast failover replace a master of that address at once. From any thread; returns at once.
   */
  public void neighbourLost(String session, IpAddress neighbour) {
    var lost = new Event.MasterUnreachable(neighbour);
    loops
        .election()
        .execute(() -> {
          for (var instance : instances.values()) {
            if (instance.config().fastFailover().contains(session)) {
              instance.on(lost);
            }
          }
        });
  }

  /** What every instance believes beside what the kernel says, from any thread. */
  public CompletableFuture<List<InstanceStatus>> status() {
    return CompletableFuture.supplyAsync(
            () -> instances.values().stream().map(Instance::belief).toList(), loops.election())
        .thenApplyAsync(kernel::confront, loops.kernel());
  }

  /**
   * Ends every instance in order: masters hand over. Returns when all addresses are gone, or when
   * the slowest handover must long have ended.
   */
  public void stop() throws InterruptedException {
    if (instances.isEmpty()) {
      return;
    }
    loops.election().execute(() -> instances.values().forEach(i -> i.on(Event.Stop.STOP)));
    if (!ended.await(longestHandover(), TimeUnit.NANOSECONDS)) {
      log.error("not every instance has ended in time");
    }
    kernel.settle();
  }

  private long longestHandover() {
    long longest = 0;
    for (var instance : config.instances()) {
      var terms = instance.election();
      longest =
          Math.max(
              longest,
              terms.advertisementInterval().toNanos() + terms.handover().margin().toNanos());
    }
    return longest + TimeUnit.SECONDS.toNanos(3);
  }

  /**
   * Ends the loops and closes what they own. Addresses stay as they are: {@link #stop} comes first.
   */
  @Override
  public void close() {
    loops
        .election()
        .submit(() -> {
          kernel.stopListening();
          surroundings.close();
        })
        .awaitUninterruptibly();
    kernel.close();
    loops.close();
  }
}
