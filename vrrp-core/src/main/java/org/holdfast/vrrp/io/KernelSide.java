package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteRemoval;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.InstanceConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel loop: hears what the kernel reports, does what the instances want of it, and compares
 * the two now and then. This loop alone asks over netlink, and waits for the answers.
 */
final class KernelSide {

  private static final Logger log = LoggerFactory.getLogger(KernelSide.class);

  /** How often what is wanted is compared with what is there, beside the notifications. */
  static final long VERIFY_SECONDS = 10;

  /** By this name an agent shows itself to others of its network namespace. */
  static final String PRESENCE = "holdfast-agent";

  /** How often the end of the agent looks whether the kernel is as it was wanted. */
  private static final int PATIENCE = 10;

  private final IoEventLoop election;
  private final IoEventLoop loop;
  private final Settlement settlement;
  private final Map<InstanceId, Mastership> masterships = new ConcurrentHashMap<>();
  private final NanoClock clock;
  private final KernelPorts ports;
  private final KernelTables tables;
  private final Announcer announcer;
  private final AddressKeeper keeper;
  private final Confrontation confrontation;
  private final KernelNews<RouteEvent> news;
  private final KernelNews<RouteRemoval> removals;
  private final Stocktaker stocktaker;
  private @Nullable AddressWatch watch;
  private @Nullable Runnable deafen;
  private @Nullable Runnable deafenRemovals;

  /** Takes stock of the links and addresses at once, as {@link #open} does. */
  KernelSide(
      Map<InstanceId, InstanceConfig> instances,
      LifeRecord life,
      Loops loops,
      KernelPorts ports,
      NanoClock clock,
      List<Readiness> readiness,
      LinkMonitor monitor,
      BiConsumer<InstanceId, String> lost) {
    this.election = loops.election();
    this.loop = loops.kernel();
    this.clock = clock;
    this.ports = ports;
    var kernel = ports.kernel();
    stocktaker = new Stocktaker(on(loops.election()), on(loops.kernel()), this::takeStock, monitor);
    var refusals = new KernelRefusals();
    tables = new KernelTables(kernel, refusals);
    announcer = new Announcer(loop, clock, tables::link);
    keeper =
        new AddressKeeper(
            kernel,
            tables,
            refusals,
            life,
            this::later,
            ports::isAlone,
            (instance, address) -> lost.accept(instance, address.toString()));
    var follower = new KernelFollower(loop, tables, keeper, monitor, stocktaker, this::linkGone);
    news = new KernelNews<>(ports.events()::receive, follower.events());
    removals = new KernelNews<>(ports.removals()::receive, follower.removals());
    settlement = new Settlement(loop, clock, keeper, readiness);
    confrontation = new Confrontation(loop, keeper, settlement::takeover);
    instances.forEach(this::add);
    keeper.reserve();
    tables.linksAre(kernel.linksAsTheyCome().entries());
    monitor.begin(Stock.take(kernel, monitor.interest()));
  }

  private static Stocktaker.Loop on(IoEventLoop loop) {
    return (task, afterNanos) -> {
      if (afterNanos == 0) {
        loop.execute(task);
      } else {
        var _ = loop.schedule(task, afterNanos, TimeUnit.NANOSECONDS);
      }
    };
  }

  /**
   * Subscribes to the kernel's notifications, then takes stock, so that no change falls between the
   * two.
   *
   * @param readiness waited for before addresses are added
   * @param monitor hear how things stand at once, and on the election loop what becomes of them
   * @param lost an instance and an address that it has lost, told on the kernel loop
   * @throws LinuxException when the kernel refuses
   */
  static KernelSide open(
      Map<InstanceId, InstanceConfig> instances,
      LifeRecord life,
      Loops loops,
      NanoClock clock,
      List<Readiness> readiness,
      LinkMonitor monitor,
      BiConsumer<InstanceId, String> lost) {
    var ports = NetlinkPorts.open(clock);
    try {
      return new KernelSide(instances, life, loops, ports, clock, readiness, monitor, lost);
    } catch (RuntimeException e) {
      ports.close();
      ports.closeEvents();
      throw e;
    }
  }

  /** Starts listening. */
  void begin() {
    // On the election loop, which never waits: a link's end must not be heard behind a slow kernel.
    var _ =
        election.submit(() -> {
          deafen = ports.events().listen(election, news::read);
        });
    loop.execute(() ->
        Guarded.run(
            "listen to removals of routes and rules",
            () -> deafenRemovals = ports.removals().listen(loop, removals::read)));
    loop.execute(() -> Guarded.run("clear what an earlier process left", keeper::clearForgotten));
    var _ =
        loop.scheduleWithFixedDelay(
            () -> Guarded.run("verify addresses", keeper::verify),
            VERIFY_SECONDS,
            VERIFY_SECONDS,
            TimeUnit.SECONDS);
  }

  /** Stops listening. On the election loop. */
  void stopListening() {
    if (deafen != null) {
      deafen.run();
      deafen = null;
    }
  }

  private void linkGone(Link link) {
    announcer.forget(link);
    if (watch != null) {
      watch.forget(link);
    }
  }

  /** On the kernel loop. What another program removed unheard is put back afterwards. */
  private Stock takeStock(Interest interest) {
    var stock = Stock.take(ports.kernel(), interest);
    var all = ports.kernel().linksAsTheyCome();
    if (all.whole()) {
      tables.linksAre(all.entries());
    } else {
      tables.linksAre(interest.links(), stock.links());
    }
    loop.execute(() -> Guarded.run("verify addresses", keeper::verify));
    return stock;
  }

  /**
   * The links and addresses of that interest as they are now; null when the kernel does not tell,
   * which is then asked again until it does. Not from a loop.
   */
  @Nullable Stock stock(Interest interest) {
    var asked = loop.submit(() -> Stock.take(ports.kernel(), interest)).awaitUninterruptibly();
    if (!asked.isSuccess()) {
      log.warn("links and addresses cannot be read yet: {}", asked.cause().getMessage());
      election.execute(() -> stocktaker.ask(false));
    }
    return asked.getNow();
  }

  private void later(Runnable task, long afterMillis) {
    var _ =
        loop.schedule(
            () -> Guarded.run("look at addresses again", task), afterMillis, TimeUnit.MILLISECONDS);
  }

  private void add(InstanceId instance, InstanceConfig config) {
    keeper.add(instance, config, announcer.campaign(config, mastership(instance)));
  }

  /** Of any thread: the election loop says what the kernel loop asks. */
  private Mastership mastership(InstanceId instance) {
    return masterships.computeIfAbsent(instance, _ -> new Mastership());
  }

  // ---- Another configuration; called on the election loop ----

  /** An instance that there is from now on, before it asks for anything. */
  void appear(InstanceId instance, InstanceConfig config) {
    loop.execute(() -> add(instance, config));
  }

  /** Gives instances other configurations. */
  void follow(Map<InstanceId, InstanceConfig> next) {
    loop.execute(() ->
        Guarded.run(
            "follow the configuration",
            () -> {
              keeper.follow(next);
              if (watch != null) {
                next.forEach(watch::follow);
              }
            }));
  }

  /** An instance that has stopped and is removed. */
  void retire(InstanceId instance) {
    loop.execute(() -> {
      settlement.retire(instance);
      masterships.remove(instance);
    });
  }

  /** Waits until all that was asked of it has been done or tried. Not from a loop. */
  void catchUp() {
    loop.submit(() -> {}).awaitUninterruptibly();
  }

  /** The desk at which the instance says what it wants. Called on the election loop. */
  HoldingsRequests desk(InstanceId instance) {
    var mastership = mastership(instance);
    return new HoldingsRequests() {
      @Override
      public void acquire(TakeoverTimes.Promotion promotion) {
        mastership.begin();
        loop.execute(() -> settlement.acquire(instance, promotion));
      }

      @Override
      public void silence() {
        mastership.end();
        loop.execute(() -> keeper.silence(instance));
      }

      @Override
      public void awaitSuccessor(Runnable announced) {
        loop.execute(
            () -> addressWatch().awaitSuccessor(instance, () -> election.execute(announced)));
      }

      @Override
      public void release() {
        mastership.end();
        loop.execute(() -> {
          settlement.release(instance);
          if (watch != null) {
            watch.released(instance);
          }
        });
      }

      @Override
      public void reannounce() {
        // A flood of adverts leaves one task in the queue, not one for each.
        if (mastership.askToAnnounceAgain()) {
          loop.execute(() -> {
            mastership.announcesAgain();
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

  /** Made when the first instance is master: nothing of it is needed before. */
  private AddressWatch addressWatch() {
    var made = watch;
    if (made == null) {
      made = new AddressWatch(loop, clock, tables);
      watch = made;
    }
    return made;
  }

  /** Puts the kernel's facts beside the instances' beliefs. From any thread. */
  CompletableFuture<List<InstanceStatus>> confront(Map<InstanceId, InstanceStatus> beliefs) {
    return confrontation.of(beliefs);
  }

  /**
   * Waits until the kernel is as it was wanted, or until it has been asked again often enough. Not
   * from a loop.
   */
  void settle() throws InterruptedException {
    boolean done = loop.submit(settlement::isDone).await().getNow();
    for (int retry = 1; !done && retry < PATIENCE; retry++) {
      done =
          loop.schedule(settlement::isDone, Settlement.RETRY_MILLIS, TimeUnit.MILLISECONDS)
              .await()
              .getNow();
    }
    if (!done) {
      log.error("the kernel does not let go of every address");
    }
  }

  void close() {
    loop.submit(
            () -> {
              announcer.close();
              if (watch != null) {
                watch.close();
              }
              if (deafenRemovals != null) {
                deafenRemovals.run();
              }
              ports.close();
            })
        .awaitUninterruptibly();
    ports.closeEvents();
  }
}
