package org.holdfast.vrrp.io;

import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.RealTime;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
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

  private final VrrpConfig config;
  private final NanoClock clock;
  private final TransitionListener listener;
  private final Loops loops = Loops.start();
  private final KernelSide kernel;
  private final LinkBook book;
  private final Map<String, Instance> instances = new LinkedHashMap<>();
  private final Map<String, AdvertPort> ports = new HashMap<>();
  private final Map<String, GroupShell> groupOf = new HashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean refreshing;

  private VrrpService(
      VrrpConfig config, LifeRecord life, NanoClock clock, TransitionListener listener) {
    this.config = config;
    this.clock = clock;
    this.listener = listener;
    book = new LinkBook(config.instances());
    try {
      kernel = KernelSide.open(config, life, loops.kernel(), clock, this::kernelSays, this::lost);
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
   * @throws LinuxException when the kernel refuses what every instance needs
   * @throws UnknownInterfaceException when a link that the configuration names does not exist
   */
  public static VrrpService start(
      VrrpConfig config, LifeRecord life, NanoClock clock, TransitionListener listener) {
    var service = new VrrpService(config, life, clock, listener);
    try {
      service.requireLinks();
      service.onElection(service::begin);
      service.kernel.begin();
      return service;
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private void build(LifeRecord life) {
    for (var group : config.syncGroups()) {
      var shell = new GroupShell(group, listener);
      group.instances().forEach(member -> groupOf.put(member, shell));
    }
    var receivers = new AdvertReceivers(loops.election());
    for (var instance : config.instances()) {
      var group = groupOf.get(instance.name());
      var port = new AdvertPort(instance, receivers, Clock.systemUTC());
      var shell =
          new Instance(
              instance,
              loops.election(),
              clock,
              port,
              kernel.desk(instance),
              life.slot(keyOf(instance)),
              listenerThatCountsEnds(),
              group == null ? GroupMembership.NONE : group);
      if (group != null) {
        group.add(shell);
      }
      ports.put(instance.name(), port);
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
    };
  }

  private void requireLinks() {
    book.replaceAll(kernel.links(), kernel.addresses());
    for (var instance : config.instances()) {
      instance
          .interfaceNames()
          .filter(name -> !book.exists(name))
          .findFirst()
          .ifPresent(name -> {
            throw new UnknownInterfaceException(instance.name(), name, book.names());
          });
    }
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
    for (var instance : instances.values()) {
      var faults = new HashSet<FaultReason>(instance.undecidedTracks());
      refresh(
          instance,
          event -> {
            if (event instanceof Event.FaultRaised(FaultReason fault)) {
              faults.add(fault);
            }
          });
      instance.start(faults, mayResume(instance), holdUntil);
    }
    groupOf.values().stream().distinct().forEach(GroupShell::begin);
  }

  private boolean mayResume(Instance instance) {
    var group = groupOf.get(instance.name());
    boolean lifeSays = group == null ? instance.mayResume() : group.mayResume();
    return lifeSays
        && (instance.config().holdings().all().findAny().isEmpty()
            || book.holdsOurs(instance.config()));
  }

  private void kernelSays(KernelSide.News news) {
    loops.election().execute(() -> take(news));
  }

  private void take(KernelSide.News news) {
    try {
      switch (news) {
        case KernelSide.News.LinkIs(var link) -> {
          var before = book.isUp(link.name());
          book.linkIs(link);
          if (before != book.isUp(link.name())) {
            log.info("Netlink reports {} {}", link.name(), before ? "down" : "up");
          }
        }
        case KernelSide.News.LinkGone(var link) -> {
          book.linkGone(link);
          log.info("Netlink reports {} gone", link.name());
        }
        case KernelSide.News.AddressIs(var address) -> book.addressIs(address);
        case KernelSide.News.AddressGone(var address) -> book.addressGone(address);
        case KernelSide.News.Everything(var links, var addresses) ->
            book.replaceAll(links, addresses);
      }
    } catch (RuntimeException failure) {
      log.error("news from the kernel could not be taken", failure);
    }
    refreshSoon();
  }

  /**
   * Once for all the news that has come by then: a takeover brings one for every address, and each
   * instance looks at all addresses.
   */
  private void refreshSoon() {
    if (refreshing) {
      return;
    }
    refreshing = true;
    loops
        .election()
        .execute(() -> {
          refreshing = false;
          try {
            instances.values().forEach(instance -> refresh(instance, instance::on));
          } catch (RuntimeException failure) {
            log.error("news from the kernel could not be acted upon", failure);
          }
        });
  }

  /** Brings an instance's port and faults up to date with the links and addresses there are. */
  private void refresh(Instance instance, Consumer<Event> events) {
    var name = instance.config().interfaceName();
    for (var needed : instance.requiredLinks()) {
      tell(events, !book.exists(needed), new FaultReason.InterfaceMissing(needed));
      tell(
          events, book.exists(needed) && !book.isUp(needed), new FaultReason.InterfaceDown(needed));
    }
    for (var tracked : instance.weighedLinks()) {
      var verdict = book.isUp(tracked) ? TrackVerdict.WELL : TrackVerdict.FAILED;
      instance.trackHeard(TrackKind.INTERFACE, tracked, verdict);
    }
    var source = book.source(instance.config());
    tell(events, source.isEmpty(), new FaultReason.NoSourceAddress(name));
    openPort(instance, source, events);
  }

  private void openPort(Instance instance, Optional<IpAddress> source, Consumer<Event> events) {
    var port = ports.get(instance.name());
    var device = book.device(instance.config().interfaceName());
    if (port == null || device.isEmpty() || source.isEmpty()) {
      // Nothing to open on, or nothing to send from: the fault is told above, the socket's end is
      // noticed there.
      if (port != null && device.isEmpty()) {
        port.close();
      }
      return;
    }
    try {
      instance.sourceIs(source.get());
      port.open(device.get(), source.get(), instance::received);
      events.accept(new Event.FaultCleared(instance.socketFault()));
    } catch (LinuxException e) {
      log.error("({}) {}", instance.name(), e.getMessage());
      events.accept(new Event.FaultRaised(instance.socketFault()));
    }
  }

  private static void tell(Consumer<Event> events, boolean faulty, FaultReason reason) {
    events.accept(faulty ? new Event.FaultRaised(reason) : new Event.FaultCleared(reason));
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

  /** A script track has spoken. From any thread; returns at once. */
  public void scriptHeard(String script, TrackVerdict verdict) {
    loops
        .election()
        .execute(
            () -> instances.values().forEach(i -> i.trackHeard(TrackKind.SCRIPT, script, verdict)));
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
    loops.election().submit(() -> ports.values().forEach(AdvertPort::close)).awaitUninterruptibly();
    kernel.close();
    loops.close();
  }
}
