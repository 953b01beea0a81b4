package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.holdfast.linux.RealTime;
import org.holdfast.linux.Uptime;
import org.holdfast.linux.loop.DeadlineTimer;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.election.VrrpState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs VRRP: all instances of a configuration on the election loop, and their requests to the
 * kernel on the kernel loop. Public methods are called from threads other than the two loops.
 */
public final class VrrpService implements TrackInlet, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(VrrpService.class);

  private static final long RETRY_SECONDS = 1;

  private volatile VrrpConfig config;
  private final NanoClock clock;
  private final Consumer<VrrpNews> listener;
  private final Loops loops = Loops.start();
  private final KernelSide kernel;
  private final DeadlineTimer linkDelays;
  private final LinkMonitor monitor;
  private final CarrierWatch carriers;
  private final Roster roster;
  private final TrackMailbox verdicts;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean stopping;

  /** Orders for instances that do not exist yet, by instance name. */
  private final Map<String, String> orders;

  private VrrpService(
      VrrpConfig config,
      InstanceIds ids,
      LifeRecord life,
      NanoClock clock,
      List<Readiness> readiness,
      Consumer<VrrpNews> listener,
      Map<String, String> orders) {
    this.config = config;
    this.clock = clock;
    this.listener = listener;
    this.orders = new HashMap<>(orders);
    var receivers = new AdvertReceivers(loops.election());
    linkDelays = new DeadlineTimer(loops.election(), clock, this::linkDelaysEnd);
    monitor = new LinkMonitor(config.instances(), receivers, config.links(), clock, linkDelays::at);
    try {
      kernel =
          KernelSide.open(
              ids.of(config.instances()),
              life,
              loops,
              clock,
              readiness,
              monitor,
              this::lost,
              this::staticGroupIs,
              config.firewall(),
              config.statics(),
              config.links().groups());
    } catch (RuntimeException e) {
      loops.close();
      throw e;
    }
    roster = new Roster(ids, loops, clock, life, kernel, monitor, receivers, this::report);
    verdicts = new TrackMailbox(loops.election(), roster::watches, roster::trackReported);
    roster.build(config);
    carriers = new CarrierWatch(this::carriersAre);
    carriers.follow(config);
  }

  /**
   * Starts every instance. An instance whose link does not exist is in FAULT until the link
   * appears.
   *
   * @param ids the instances of {@code config}; follows each {@link #reload}
   * @param life the state file, with the data of an earlier run
   * @param readiness waited for before an instance's addresses are added
   * @param orders orders in force from the first advert on; see {@link #order}
   * @throws org.holdfast.linux.LinuxException if the kernel refuses something that every instance
   *     needs
   */
  public static VrrpService start(
      VrrpConfig config,
      InstanceIds ids,
      LifeRecord life,
      NanoClock clock,
      List<Readiness> readiness,
      Consumer<VrrpNews> listener,
      Map<String, String> orders) {
    var service = new VrrpService(config, ids, life, clock, readiness, listener, orders);
    try {
      service.onElection(service::begin);
      service.kernel.begin();
      return service;
    } catch (RuntimeException e) {
      service.abandon();
      throw e;
    }
  }

  /** Releases the resources of a failed start. */
  private void abandon() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  // ---- On the election loop ----

  private void linkDelaysEnd() {
    monitor.delaysEnd();
  }

  private void report(VrrpNews news) {
    listener.accept(news);
    if (news instanceof VrrpNews.Moved moved && moved.state() == VrrpState.STOP) {
      loops.election().execute(this::seeEnds);
    }
  }

  private void seeEnds() {
    roster.forgetStopped();
    if (stopping && roster.hasEnded()) {
      ended.countDown();
    }
  }

  private void begin() {
    if (config.realTimePriority() > 0) {
      RealTime.scheduleThisThread(config.realTimePriority())
          .ifPresent(refusal -> log.warn("No real-time priority: {}", refusal.getMessage()));
    }
    if (config.lockMemory()) {
      RealTime.lockMemory()
          .ifPresent(refusal -> log.warn("Memory is not locked: {}", refusal.getMessage()));
    }
    long now = clock.nanos();
    var delay = startDelay(config);
    long holdUntil = delay.isZero() ? Times.NEVER : now + delay.toNanos();
    passOnOrders();
    var resuming = resuming();
    for (var instance : roster.instances()) {
      var faults = monitor.faultsAtStart(instance);
      instance.start(faults, resuming.contains(instance.name()), serveUntil(instance), holdUntil);
    }
    roster.groups().forEach(GroupShell::begin);
    var _ =
        loops
            .election()
            .scheduleWithFixedDelay(
                this::everySecond, RETRY_SECONDS, RETRY_SECONDS, TimeUnit.SECONDS);
  }

  /** Returns how long the instances wait: until the longer of both delays has passed. */
  private static Duration startDelay(VrrpConfig config) {
    if (config.delayAfterBoot().isZero()) {
      return config.startupDelay();
    }
    var afterBoot = config.delayAfterBoot().minus(Uptime.ofThisHost());
    return afterBoot.compareTo(config.startupDelay()) > 0 ? afterBoot : config.startupDelay();
  }

  /** Returns the names of instances that resume as master; of a sync group all members or none. */
  private Set<String> resuming() {
    var resuming = new HashSet<String>();
    for (var instance : roster.instances()) {
      if (instance.mayResume() && monitor.holdsItsOwn(instance.config())) {
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

  /**
   * Returns until when an instance serves that does not resume, because the successor of an earlier
   * run may not serve yet.
   */
  private long serveUntil(Instance instance) {
    long replacedBy = instance.replacedBy();
    return replacedBy != Times.NEVER && monitor.holdsItsOwn(instance.config())
        ? replacedBy
        : Times.NEVER;
  }

  /** Passes on waiting orders to instances that exist by now. */
  private void passOnOrders() {
    for (var instance : roster.instances()) {
      var words = orders.remove(instance.name());
      if (words != null) {
        instance.ordered(words);
      }
    }
  }

  private void everySecond() {
    try {
      monitor.openWhatFailed();
      for (var instance : roster.instances()) {
        instance.expireDisagreements();
      }
    } catch (Throwable failure) { // an exception would end the repetition
      log.error("Checking sockets and peers failed", failure);
    }
  }

  private void staticGroupIs(String group, boolean complete) {
    loops
        .election()
        .execute(() ->
            roster.trackReported(
                TrackKind.STATIC_GROUP, group, complete ? TrackVerdict.WELL : TrackVerdict.FAILED));
  }

  private void carriersAre(Map<String, Boolean> answers) {
    loops.election().execute(() -> monitor.carriersAre(answers));
  }

  private void lost(InstanceId id, String address) {
    loops
        .election()
        .execute(() -> {
          var loser = roster.instance(id);
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

  // ---- Called from other threads ----

  @Override
  public void trackReported(TrackKind kind, String name, TrackVerdict verdict) {
    verdicts.put(kind, name, verdict);
  }

  /**
   * Sets which instances let other routers be master, with the operator's order in words; all other
   * instances follow their configuration. A master with an order hands over, ranks behind every
   * other router, and serves only if there is none. The caller names all members of a sync group.
   * An instance keeps its order when it is renamed; an order for an unknown name waits until a
   * reload adds such an instance.
   *
   * @return completed, on the election loop, when every instance has received its order
   */
  public CompletableFuture<Void> order(Map<String, String> words) {
    var next = Map.copyOf(words);
    return CompletableFuture.runAsync(
        () -> {
          orders.clear();
          orders.putAll(next);
          for (var instance : roster.instances()) {
            instance.ordered(Objects.requireNonNullElse(orders.remove(instance.name()), ""));
          }
        },
        loops.election());
  }

  /**
   * Announces the addresses of an instance once more, if it is master; returns at once. Does
   * nothing for an unknown name.
   */
  public void announce(String name) {
    loops
        .election()
        .execute(() -> {
          for (var instance : roster.instances()) {
            if (instance.name().equals(name) && instance.state() instanceof State.Master) {
              instance.holdings().reannounce();
            }
          }
        });
  }

  @Override
  public void neighbourLost(String session, IpAddress neighbour) {
    var lost = new Event.MasterUnreachable(neighbour);
    loops
        .election()
        .execute(() -> {
          for (var instance : roster.instances()) {
            if (instance.config().fastFailover().contains(session)) {
              instance.on(lost);
            }
          }
        });
  }

  /** Runs a task on the election loop; returns at once. May be called from any thread. */
  public void onNextTurn(Runnable task) {
    loops.election().execute(task);
  }

  /** Returns each instance's status with the kernel's facts. May be called from any thread. */
  public CompletableFuture<List<InstanceStatus>> status() {
    return CompletableFuture.supplyAsync(roster::statuses, loops.election())
        .thenCompose(kernel::addKernelFacts);
  }

  /** Returns the static objects as the kernel has them. May be called from any thread. */
  public CompletableFuture<StaticStatus> statics() {
    return kernel.statics();
  }

  /**
   * Changes to the configuration {@code next} without disturbing anything else. An instance with
   * the same link, family and VRID keeps its state, the verdicts of its tracks and its sockets; a
   * master's addresses are adjusted, and its next advert, sent at once, has the new terms. New
   * instances start; removed ones hand over and end. Returns when this is done, except for
   * handovers, which continue, and for what is held back; see {@link #holdChanges}. Process
   * settings, such as real-time priority, do not change. Must not be called from a loop, nor by two
   * threads at once.
   */
  public void reload(VrrpConfig next) {
    lookAtNewLinks(next.instances(), next.statics());
    onElection(() -> {
      if (!stopping) {
        kernel.follow(next.firewall());
        monitor.staticsAre(next.statics());
        roster.expect(next);
        verdicts.passOnKept();
        roster.follow(next);
        if (!next.links().equals(config.links())) {
          monitor.linksAre(next.links());
          kernel.follow(next.links().groups());
        }
        config = next;
        passOnOrders();
      }
    });
    carriers.follow(next);
    kernel.catchUp();
  }

  /**
   * Has the addresses, routes and rules that later calls of {@link #reload} add or remove wait for
   * {@link #changeHeld}, because the services behind them have to be written first; for five
   * seconds at most. The instances themselves follow at once. Must not be called from a loop.
   */
  public void holdChanges() {
    kernel.holdChanges();
  }

  /**
   * Adds and removes in the kernel what was held back; returns when this is done. Must not be
   * called from a loop.
   */
  public void changeHeld() {
    kernel.changeHeld();
  }

  /** Queries the kernel about links that the new configuration names for the first time. */
  private void lookAtNewLinks(List<InstanceConfig> instances, StaticConfig statics) {
    kernel.prepareLinks(instances);
    record Query(Interest interest, Changes.Mark begun) {}
    var query = new AtomicReference<Query>();
    onElection(() -> {
      if (monitor.prepareFor(instances, statics)) {
        query.set(new Query(monitor.interest(), monitor.snapshotBegins()));
      }
    });
    var prepared = query.get();
    if (prepared != null) {
      var snapshot = kernel.snapshot(prepared.interest());
      onElection(() -> monitor.take(snapshot, prepared.begun(), false));
    }
  }

  /**
   * Has the addresses, routes and rules stay from now on when an instance ends (keepalived's -V).
   * They remain on record, so that the next run or {@code holdfast release} removes them.
   */
  public void keepAddresses() {
    kernel.keepAddresses();
  }

  /**
   * Ends every instance: masters hand over. Returns when all addresses are removed, or when the
   * slowest handover must long have ended.
   */
  public void stop() throws InterruptedException {
    beginToStop();
    if (!ended.await(longestHandover(), TimeUnit.NANOSECONDS)) {
      log.error("Not every instance has ended in time");
    }
    kernel.settle();
  }

  /** Starts to end every instance; returns at once. */
  void beginToStop() {
    var _ =
        loops
            .election()
            .submit(() -> {
              stopping = true;
              List.copyOf(roster.instances()).forEach(instance -> instance.on(Event.Stop.STOP));
              seeEnds();
            });
  }

  private long longestHandover() {
    long longest = 0;
    for (var instance : config.instances()) {
      var terms = instance.election();
      longest =
          Math.max(
              longest,
              terms
                  .advertisementInterval()
                  .plus(terms.handover().margin())
                  .plus(terms.handover().longestLinger())
                  .toNanos());
    }
    return longest + TimeUnit.SECONDS.toNanos(3);
  }

  /**
   * Ends the loops and closes their resources. Addresses stay unless {@link #stop} was called
   * first.
   */
  @Override
  public void close() {
    carriers.close();
    loops
        .election()
        .submit(() -> {
          kernel.stopListening();
          monitor.close();
        })
        .awaitUninterruptibly();
    kernel.close();
    loops.close();
  }
}
