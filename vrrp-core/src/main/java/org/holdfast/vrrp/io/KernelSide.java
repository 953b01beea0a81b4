package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteRemoval;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.AnnouncementGroup;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the kernel loop: handles the kernel's notifications, carries out the instances' requests,
 * and periodically compares the two. Only this loop sends netlink requests and waits for the
 * answers.
 */
final class KernelSide {

  private static final Logger log = LoggerFactory.getLogger(KernelSide.class);

  /**
   * Seconds between two comparisons of the wanted objects with the kernel's, in addition to the
   * notifications.
   */
  static final long VERIFY_SECONDS = 10;

  /** The name under which an agent is visible to other agents of its network namespace. */
  static final String PRESENCE = "holdfast-agent";

  /** Number of attempts, at the end of the agent, to remove what the kernel still has. */
  private static final int PATIENCE = 10;

  private final IoEventLoop election;
  private final IoEventLoop loop;
  private final Settlement settlement;
  private final HeldChanges held;
  private final Map<InstanceId, Mastership> masterships = new ConcurrentHashMap<>();
  private final NanoClock clock;
  private final KernelPorts ports;
  private final KernelTables tables;
  private final Announcer announcer;
  private final AddressKeeper keeper;
  private final KernelFacts kernelFacts;
  private final KernelNews<RouteEvent> news;
  private final KernelNews<RouteRemoval> removals;
  private final LinkResync resync;
  private volatile boolean keepsAddresses;
  private @Nullable AddressWatch watch;
  private @Nullable Runnable unsubscribe;
  private @Nullable Runnable unsubscribeRemovals;
  private @Nullable Runnable unsubscribeNftables;

  /** Lists the links and addresses at once, as {@link #open} does. */
  KernelSide(
      Map<InstanceId, InstanceConfig> instances,
      LifeRecord life,
      Loops loops,
      KernelPorts ports,
      NanoClock clock,
      List<Readiness> readiness,
      LinkMonitor monitor,
      BiConsumer<InstanceId, String> lost,
      StaticGroups.Listener groups,
      FirewallConfig firewall,
      StaticConfig statics,
      List<AnnouncementGroup> announcements) {
    this.election = loops.election();
    this.loop = loops.kernel();
    this.clock = clock;
    this.ports = ports;
    var kernel = ports.kernel();
    resync =
        new LinkResync(on(loops.election()), on(loops.kernel()), this::snapshotAndVerify, monitor);
    var refusals = new KernelRefusals();
    tables = new KernelTables(kernel, refusals);
    announcer = new Announcer(loop, clock, tables::link, kernel);
    announcer.follow(announcements);
    keeper =
        new AddressKeeper(
            kernel,
            tables,
            refusals,
            life,
            this::later,
            ports::isAlone,
            (instance, address) -> lost.accept(instance, address.toString()),
            ports::nftables,
            firewall,
            groups);
    var follower = new KernelFollower(loop, tables, keeper, monitor, resync, this::linkGone);
    news = new KernelNews<>(ports.events()::receive, follower.events());
    removals = new KernelNews<>(ports.removals()::receive, follower.removals());
    held = new HeldChanges(loop, this::change);
    settlement = new Settlement(loop, clock, keeper, withHeldChanges(readiness));
    kernelFacts = new KernelFacts(loop, keeper, settlement::takeover);
    instances.forEach(this::add);
    keeper.staticsAre(statics);
    keeper.reserve();
    tables.linksAre(kernel.linksAsTheyCome().entries());
    keeper.prepareLinks(List.of());
    monitor.staticsAre(statics);
    Guarded.run("Adding static objects", keeper::keepStatics); // an instance may need them
    monitor.begin(LinkSnapshot.take(kernel, monitor.interest()));
  }

  private List<Readiness> withHeldChanges(List<Readiness> readiness) {
    return Stream.concat(readiness.stream(), Stream.of(held)).toList();
  }

  private static LinkResync.Loop on(IoEventLoop loop) {
    return (task, afterNanos) -> {
      if (afterNanos == 0) {
        loop.execute(task);
      } else {
        var _ = loop.schedule(task, afterNanos, TimeUnit.NANOSECONDS);
      }
    };
  }

  /**
   * Subscribes to the kernel's notifications and then lists links and addresses, so that no change
   * falls between the two.
   *
   * @param readiness waited for before addresses are added
   * @param monitor receives the list at once, and later changes on the election loop
   * @param lost called on the kernel loop with an instance and an address that it has lost
   * @param groups told on the kernel loop which groups of static objects are complete
   * @param firewall the table for addresses to which no packets are accepted
   * @param statics objects that are added at once and kept until {@link #settle}
   * @param announcements the links that share their pauses between announcements
   * @throws LinuxException if the kernel refuses
   */
  static KernelSide open(
      Map<InstanceId, InstanceConfig> instances,
      LifeRecord life,
      Loops loops,
      NanoClock clock,
      List<Readiness> readiness,
      LinkMonitor monitor,
      BiConsumer<InstanceId, String> lost,
      StaticGroups.Listener groups,
      FirewallConfig firewall,
      StaticConfig statics,
      List<AnnouncementGroup> announcements) {
    var ports = NetlinkPorts.open(clock);
    try {
      return new KernelSide(
          instances,
          life,
          loops,
          ports,
          clock,
          readiness,
          monitor,
          lost,
          groups,
          firewall,
          statics,
          announcements);
    } catch (RuntimeException e) {
      ports.close();
      ports.closeEvents();
      throw e;
    }
  }

  /** Starts listening. */
  void begin() {
    // On the election loop, which never waits: a slow kernel must not delay the news of a lost
    // link.
    var _ =
        election.submit(() -> {
          unsubscribe = ports.events().listen(election, news::read);
        });
    loop.execute(() ->
        Guarded.run(
            "Listening for removals of routes and rules",
            () -> unsubscribeRemovals = ports.removals().listen(loop, removals::read)));
    loop.execute(this::listenToNftables);
    loop.execute(() -> Guarded.run("Watching static objects", keeper::watchStatics));
    loop.execute(() -> Guarded.run("Removing objects of an earlier run", keeper::clearForgotten));
    var _ =
        loop.scheduleWithFixedDelay(
            () -> Guarded.run("Verifying addresses, routes and rules", keeper::verify),
            VERIFY_SECONDS,
            VERIFY_SECONDS,
            TimeUnit.SECONDS);
  }

  /** Listens for changes of the firewall table if an instance needs the table. */
  private void listenToNftables() {
    if (unsubscribeNftables == null && keeper.dropsPackets()) {
      Guarded.run(
          "Listening for changes of nftables",
          () -> {
            var port = ports.nftablesRemovals();
            var listener = new KernelNews<>(port::receive, new NftablesListener());
            unsubscribeNftables = port.listen(loop, listener::read);
          });
    }
  }

  /** Called on the kernel loop with the names of tables from which something was removed. */
  private final class NftablesListener implements KernelNews.Listener<String> {
    @Override
    public void happened(List<String> tables) {
      tables.forEach(keeper::nftablesChanged);
    }

    @Override
    public void lost() {
      keeper.nftablesReportsLost();
    }
  }

  /** Has what instances hold stay when they end. May be called from any thread. */
  void keepAddresses() {
    keepsAddresses = true;
  }

  /** Stops listening. Called on the election loop. */
  void stopListening() {
    if (unsubscribe != null) {
      unsubscribe.run();
      unsubscribe = null;
    }
  }

  private void linkGone(Link link) {
    announcer.forget(link);
    if (watch != null) {
      watch.forget(link);
    }
  }

  /**
   * Lists links and addresses and then restores objects whose removal was not reported. Called on
   * the kernel loop.
   */
  private LinkSnapshot snapshotAndVerify(Interest interest) {
    var snapshot = LinkSnapshot.take(ports.kernel(), interest);
    var all = ports.kernel().linksAsTheyCome();
    if (all.whole()) {
      tables.linksAre(all.entries());
    } else {
      tables.linksAre(interest.links(), snapshot.links());
    }
    loop.execute(() -> Guarded.run("Verifying addresses, routes and rules", keeper::verify));
    return snapshot;
  }

  /**
   * Returns the present links and addresses of that interest; null if the kernel does not answer,
   * in which case the query is repeated until it does. Not to be called from a loop.
   */
  @Nullable LinkSnapshot snapshot(Interest interest) {
    var answer =
        loop.submit(() -> LinkSnapshot.take(ports.kernel(), interest)).awaitUninterruptibly();
    if (!answer.isSuccess()) {
      log.warn("Links and addresses cannot be read yet: {}", answer.cause().getMessage());
      election.execute(() -> resync.request(false));
    }
    return answer.getNow();
  }

  /** Creates the links that these instances need. Not to be called from a loop. */
  void prepareLinks(List<InstanceConfig> instances) {
    if (instances.stream()
        .map(InstanceConfig::holdings)
        .anyMatch(some -> !some.links().isEmpty() || !some.promoting().isEmpty())) {
      loop.submit(() -> Guarded.run("Creating links", () -> keeper.prepareLinks(instances)))
          .awaitUninterruptibly();
    }
  }

  private void later(Runnable task, long afterMillis) {
    var _ =
        loop.schedule(
            () -> Guarded.run("Checking addresses again", task),
            afterMillis,
            TimeUnit.MILLISECONDS);
  }

  private void add(InstanceId instance, InstanceConfig config) {
    keeper.add(instance, config, announcer.campaign(config, mastership(instance)));
  }

  /** May be called from any thread: the election loop sets what the kernel loop reads. */
  private Mastership mastership(InstanceId instance) {
    return masterships.computeIfAbsent(instance, _ -> new Mastership());
  }

  // ---- Reload; called on the election loop ----

  /** Adds an instance, before it makes its first request. */
  void appear(InstanceId instance, InstanceConfig config) {
    loop.execute(() -> {
      add(instance, config);
      held.added(instance, config);
    });
  }

  /**
   * Holds back later changes of what instances hold and of the static objects, and the addresses of
   * instances that appear, until {@link #changeHeld}, but at most for {@link HeldChanges#LONGEST}.
   * Not to be called from a loop.
   */
  void holdChanges() {
    loop.submit(held::begin).awaitUninterruptibly();
  }

  /** Carries out what was held back; returns when that is done. Not to be called from a loop. */
  void changeHeld() {
    loop.submit(held::end).awaitUninterruptibly();
    catchUp();
  }

  /** Gives instances new configurations, and changes the static objects. */
  void follow(Map<InstanceId, InstanceConfig> next, StaticConfig statics) {
    loop.execute(() -> held.follow(next, statics));
  }

  private void change(Map<InstanceId, InstanceConfig> next, StaticConfig statics) {
    Guarded.run(
        "Applying the configuration to the kernel",
        () -> {
          keeper.follow(next, statics);
          if (watch != null) {
            next.forEach(watch::follow);
          }
        });
    listenToNftables();
  }

  /** Gives other links the same pauses between announcements. */
  void follow(List<AnnouncementGroup> next) {
    loop.execute(() -> announcer.follow(next));
  }

  /** Gives the firewall table another configuration. */
  void follow(FirewallConfig next) {
    loop.execute(
        () -> Guarded.run("Applying the configuration to nftables", () -> keeper.follow(next)));
  }

  /** Removes an instance that has stopped. */
  void retire(InstanceId instance) {
    loop.execute(() -> {
      settlement.retire(instance);
      held.removed(instance);
      masterships.remove(instance);
      sweepLinks();
    });
  }

  /**
   * Waits until all earlier requests have been carried out or attempted, and removes links that no
   * instance has any longer. Not to be called from a loop.
   */
  void catchUp() {
    awaitTurns();
    loop.submit(this::sweepLinks).awaitUninterruptibly();
  }

  /** Waits for requests that take several turns of the loop. */
  private void awaitTurns() {
    boolean more = true;
    while (more) { // each question comes after the next turn
      more = loop.submit(settlement::isUnderWay).awaitUninterruptibly().getNow();
    }
  }

  private void sweepLinks() {
    if (!held.isHolding()) { // else links that were created for the changes would go
      Guarded.run("Removing links", keeper::sweepLinks);
    }
  }

  /**
   * Returns the interface through which the instance makes its requests. Called on the election
   * loop.
   */
  HoldingsRequests requests(InstanceId instance) {
    var mastership = mastership(instance);
    return new HoldingsRequests() {
      @Override
      public void acquire(TakeoverTimes.Promotion promotion) {
        mastership.begin();
        loop.execute(() -> {
          held.acquires(instance);
          settlement.acquire(instance, promotion);
        });
      }

      @Override
      public void silence() {
        mastership.end();
        loop.execute(() -> keeper.silence(instance));
      }

      @Override
      public void serveOn() {
        loop.execute(() -> settlement.serveOn(instance));
      }

      @Override
      public void awaitSuccessor(Runnable announced) {
        loop.execute(() ->
            addressWatch()
                .awaitSuccessor(
                    instance, keeper.config(instance), () -> election.execute(announced)));
      }

      @Override
      public void findSuccessor() {
        loop.execute(() -> addressWatch().awaitSuccessor(instance, keeper.config(instance), null));
      }

      @Override
      public void release() {
        mastership.end();
        loop.execute(() -> {
          if (!keepsAddresses) {
            held.release(
                instance, keeper.config(instance).holdings(), () -> settlement.release(instance));
          }
          if (watch != null) {
            watch.released(instance);
          }
        });
      }

      @Override
      public void reannounce() {
        // A flood of adverts leaves one task in the queue, not one for each.
        if (mastership.requestAnnouncement()) {
          loop.execute(() -> {
            mastership.announcementStarts();
            keeper.reannounce(instance);
          });
        }
      }

      @Override
      public void announceSource(IpAddress source) {
        loop.execute(() -> keeper.announceSource(instance, source));
      }

      @Override
      public void watch(ClaimListener.ClaimHandler handler) {
        loop.execute(() ->
            addressWatch()
                .watch(
                    instance,
                    keeper.config(instance),
                    (address, holder) -> election.execute(() -> handler.claimed(address, holder))));
      }

      @Override
      public void unwatch() {
        loop.execute(() -> addressWatch().leave(instance));
      }
    };
  }

  /** Returns the watch, which is created when the first instance becomes master. */
  private AddressWatch addressWatch() {
    var made = watch;
    if (made == null) {
      made = new AddressWatch(loop, clock, tables);
      watch = made;
    }
    return made;
  }

  /** Returns the static objects as the kernel has them. May be called from any thread. */
  CompletableFuture<StaticStatus> statics() {
    return CompletableFuture.supplyAsync(kernelFacts::statics, loop);
  }

  /** Adds the kernel's facts to the instances' statuses. May be called from any thread. */
  CompletableFuture<List<InstanceStatus>> addKernelFacts(Map<InstanceId, InstanceStatus> statuses) {
    return kernelFacts.of(statuses);
  }

  /**
   * Waits until all requests have been carried out, or until the largest number of attempts. Not to
   * be called from a loop.
   */
  void settle() throws InterruptedException {
    awaitTurns();
    boolean done = loop.submit(settlement::isDone).await().getNow();
    for (int retry = 1; !done && retry < PATIENCE; retry++) {
      done =
          loop.schedule(settlement::isDone, Settlement.RETRY_MILLIS, TimeUnit.MILLISECONDS)
              .await()
              .getNow();
    }
    if (!done) {
      log.error("The kernel did not remove every address");
    }
    releaseStatics();
    loop.submit(() -> Guarded.run("Removing the nftables table", keeper::removeFirewall)).await();
    loop.submit(() -> Guarded.run("Removing links", keeper::removeLinks)).await();
  }

  private void releaseStatics() throws InterruptedException {
    var gone = new AtomicBoolean();
    Runnable attempt =
        () -> Guarded.run("Removing static objects", () -> gone.set(keeper.releaseStatics()));
    loop.submit(attempt).await();
    for (int retry = 1; !gone.get() && retry < PATIENCE; retry++) {
      loop.schedule(attempt, Settlement.RETRY_MILLIS, TimeUnit.MILLISECONDS).await();
    }
    if (!gone.get()) {
      log.error("The kernel did not remove every static object");
    }
  }

  void close() {
    loop.submit(
            () -> {
              announcer.close();
              if (watch != null) {
                watch.close();
              }
              if (unsubscribeRemovals != null) {
                unsubscribeRemovals.run();
              }
              if (unsubscribeNftables != null) {
                unsubscribeNftables.run();
              }
              ports.close();
            })
        .awaitUninterruptibly();
    ports.closeEvents();
  }
}
