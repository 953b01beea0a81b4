package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.PresenceSocket;
import org.holdfast.linux.loop.LoopFd;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteEvents;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel loop: hears what the kernel reports, does what the instances want of it, and compares
 * the two now and then. Netlink is asked here alone, and waited for here alone.
 */
final class KernelSide {

  private static final Logger log = LoggerFactory.getLogger(KernelSide.class);

  /** How often what is wanted is compared with what is there, beside the notifications. */
  private static final long VERIFY_SECONDS = 10;

  private static final long RETRY_MILLIS = 200;

  /** As what an agent shows itself to others of its network namespace. */
  static final String PRESENCE = "holdfast-agent";

  /** Notifications that the kernel loop may be behind. */
  private static final int MOST_UNFOLLOWED = 4096;

  /** Retries that the end of the agent waits for. */
  private static final int PATIENCE = 10;

  private final IoEventLoop election;
  private final IoEventLoop loop;
  private final AddressGate gate;
  private final GatePassage passage;
  private final Set<String> unsettled = new HashSet<>();
  private final Map<String, TakeoverTimes> takeovers = new HashMap<>();
  private final Map<String, Mastership> masterships = new ConcurrentHashMap<>();
  private final NanoClock clock;
  private final RouteEvents events;
  private final RouteKernel kernel;
  private final KernelTables tables;
  private final Announcer announcer;
  private final PresenceSocket presence;
  private final AddressKeeper keeper;
  private final Surroundings surroundings;
  private final KernelNews news;
  private final Stocktaker stocktaker;
  private final AtomicInteger unfollowed = new AtomicInteger();
  private @Nullable AddressWatch watch;
  private @Nullable LoopFd listening;

  private KernelSide(
      VrrpConfig config,
      LifeRecord life,
      Loops loops,
      RouteEvents events,
      RouteKernel kernel,
      NanoClock clock,
      AddressGate gate,
      Surroundings surroundings,
      BiConsumer<String, String> lost) {
    this.election = loops.election();
    this.loop = loops.kernel();
    this.gate = gate;
    this.clock = clock;
    this.passage = new GatePassage(loop, byName(gate), this::through);
    this.events = events;
    this.kernel = kernel;
    this.surroundings = surroundings;
    news = new KernelNews(events::receive, new Ear());
    stocktaker =
        new Stocktaker(on(loops.election()), on(loops.kernel()), this::takeStock, surroundings);
    var refusals = new Refusals();
    tables = new KernelTables(kernel, refusals);
    announcer = new Announcer(loop, clock, tables::link);
    presence = PresenceSocket.open(PRESENCE);
    keeper =
        new AddressKeeper(
            tables,
            new RoutesAndRules(kernel, tables, refusals),
            refusals,
            life,
            this::later,
            presence::isAlone,
            (key, address) -> lost.accept(key, address.toString()));
    config.instances().forEach(instance -> add(instance.name(), instance));
    try {
      keeper.reserve();
    } catch (RuntimeException e) {
      presence.close();
      throw e;
    }
    tables.linksAre(kernel.linksAsTheyCome().entries());
    surroundings.begin(Stock.take(kernel, surroundings.interest()));
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
   * @param gate passed before addresses go up
   * @param surroundings hear how things stand at once, and on the election loop what becomes of
   *     them
   * @param lost an instance's key and an address, told on the kernel loop
   * @throws LinuxException when the kernel refuses
   */
  static KernelSide open(
      VrrpConfig config,
      LifeRecord life,
      Loops loops,
      NanoClock clock,
      AddressGate gate,
      Surroundings surroundings,
      BiConsumer<String, String> lost) {
    var events = RouteEvents.open();
    try {
      var kernel = RouteKernel.open(clock);
      try {
        return new KernelSide(config, life, loops, events, kernel, clock, gate, surroundings, lost);
      } catch (RuntimeException e) {
        kernel.close();
        throw e;
      }
    } catch (RuntimeException e) {
      events.close();
      throw e;
    }
  }

  /** Starts listening. */
  void begin() {
    // On the election loop, which never waits: a link's end must not be heard behind a slow kernel.
    var _ = election.submit(() -> listening = LoopFd.join(election, events.fd(), news::read));
    loop.execute(() -> guarded("clear what an earlier life left", keeper::clearForgotten));
    var _ =
        loop.scheduleWithFixedDelay(
            () -> guarded("verify addresses", keeper::verify),
            VERIFY_SECONDS,
            VERIFY_SECONDS,
            TimeUnit.SECONDS);
  }

  /** Stops listening. On the election loop. */
  void stopListening() {
    if (listening != null) {
      listening.leave();
    }
  }

  /** The election hears of it first; the kernel's side follows in the same order. */
  private final class Ear implements KernelNews.Listener {

    @Override
    public void happened(List<RouteEvent> batch) {
      try {
        var taken = surroundings.take(batch);
        follow(taken.forKernel());
        if (taken.wantsStock()) {
          stocktaker.ask(false);
        }
      } catch (Throwable failure) {
        log.error("news from the kernel could not be taken", failure);
      }
    }

    @Override
    public void lost() {
      if (stocktaker.ask(true)) { // one line for a storm
        log.warn("notifications of the kernel were lost: looking anew at links and addresses");
      }
    }
  }

  /** A kernel loop that is far behind is not told one by one: it looks at the whole instead. */
  private void follow(List<RouteEvent> batch) {
    if (batch.isEmpty()) {
      return;
    }
    if (unfollowed.get() > MOST_UNFOLLOWED) {
      stocktaker.ask(true);
      return;
    }
    unfollowed.addAndGet(batch.size());
    loop.execute(() -> {
      unfollowed.addAndGet(-batch.size());
      for (var event : batch) {
        guarded("follow the kernel's notification", () -> follow(event));
      }
    });
  }

  private void follow(RouteEvent event) {
    switch (event) {
      case RouteEvent.LinkChanged(Link link) -> {
        var before = tables.link(link.name());
        tables.linkIs(link);
        boolean same =
            before.isPresent()
                && before.get().index() == link.index()
                && before.get().mac().equals(link.mac());
        if (!same) {
          keeper.linkChanged(link.name());
        }
      }
      case RouteEvent.LinkRemoved(Link link) -> {
        tables.linkGone(link);
        announcer.forget(link);
        if (watch != null) {
          watch.forget(link);
        }
      }
      case RouteEvent.AddressChanged(LinkAddress address) -> keeper.addressChanged(address);
      case RouteEvent.AddressRemoved(LinkAddress address) -> keeper.addressRemoved(address);
    }
  }

  /** On the kernel loop. What somebody else removed unheard is put back afterwards. */
  private Stock takeStock(Interest interest) {
    var stock = Stock.take(kernel, interest);
    var all = kernel.linksAsTheyCome();
    if (all.whole()) {
      tables.linksAre(all.entries());
    } else {
      tables.linksAre(interest.links(), stock.links());
    }
    loop.execute(() -> guarded("verify addresses", keeper::verify));
    return stock;
  }

  /**
   * The links and addresses of that interest as they are now; null when the kernel does not tell,
   * which is then asked again until it does. Not from a loop.
   */
  @Nullable Stock stock(Interest interest) {
    var asked = loop.submit(() -> Stock.take(kernel, interest)).awaitUninterruptibly();
    if (!asked.isSuccess()) {
      log.warn("links and addresses cannot be read yet: {}", asked.cause().getMessage());
      election.execute(() -> stocktaker.ask(false));
    }
    return asked.getNow();
  }

  /**
   * A refusal or a lost reply is one task's failure, and the next look at the truth mends what it
   * left. So is an Error: what else there is to do on this loop must be done.
   */
  private void guarded(String what, Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      log.error("{} failed", what, failure);
    }
  }

  private void later(Runnable task, long afterMillis) {
    var _ =
        loop.schedule(
            () -> guarded("look at addresses again", task), afterMillis, TimeUnit.MILLISECONDS);
  }

  /** The gate knows instances by their names, which may change, and not by their keys. */
  private AddressGate byName(AddressGate outer) {
    return new AddressGate() {
      @Override
      public void beforeAddresses(String key, Runnable ready) {
        outer.beforeAddresses(keeper.nameOf(key), ready);
      }

      @Override
      public long patienceMillis(String key) {
        return outer.patienceMillis(keeper.nameOf(key));
      }

      @Override
      public void haveAddresses(String key) {
        outer.haveAddresses(keeper.nameOf(key));
      }

      @Override
      public void afterAddresses(String key) {
        outer.afterAddresses(keeper.nameOf(key));
      }
    };
  }

  private void add(String key, InstanceConfig config) {
    keeper.add(key, config, announcer.campaign(config, mastership(key)));
  }

  /** Of any thread: the election loop says what the kernel loop asks. */
  private Mastership mastership(String key) {
    return masterships.computeIfAbsent(key, _ -> new Mastership());
  }

  // ---- Another configuration; called on the election loop ----

  /** An instance that there is from now on, before it asks for anything. */
  void appear(String key, InstanceConfig config) {
    loop.execute(() -> add(key, config));
  }

  /**
   * Instances that are configured otherwise from now on, by their keys.
   *
   * @param renamed new names by old ones
   */
  void follow(Map<String, InstanceConfig> next, Map<String, String> renamed) {
    loop.execute(() ->
        guarded(
            "follow the configuration",
            () -> {
              if (!renamed.isEmpty()) {
                gate.renamed(renamed);
              }
              keeper.follow(next);
              if (watch != null) {
                next.forEach(watch::follow);
              }
            }));
  }

  /** An instance that has stopped and is no more. */
  void retire(String key) {
    loop.execute(() -> {
      keeper.retire(key);
      keeper.buryIfOver(key);
      takeovers.remove(key);
      masterships.remove(key);
    });
  }

  /** Waits until all that was asked of it has been done or tried. Not from a loop. */
  void catchUp() {
    loop.submit(() -> {}).awaitUninterruptibly();
  }

  /** The desk at which the instance of that key says what it wants. Called on the election loop. */
  HoldingsDesk desk(String instance) {
    var mastership = mastership(instance);
    return new HoldingsDesk() {
      @Override
      public void acquire(TakeoverTimes.Promotion promotion) {
        mastership.begin();
        loop.execute(() -> {
          takeover(instance).begin(promotion);
          passage.approach(instance);
        });
      }

      @Override
      public void silence() {
        mastership.end();
        loop.execute(() -> keeper.silence(instance));
      }

      @Override
      public void release() {
        mastership.end();
        loop.execute(() -> leave(instance));
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
      public void watch(ClaimEar.Witness witness) {
        loop.execute(() ->
            addressWatch()
                .watch(
                    instance,
                    keeper.config(instance),
                    (address, holder) -> election.execute(() -> witness.claimed(address, holder))));
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

  private void through(String instance) {
    takeover(instance).ready(clock.nanos());
    want(instance, true);
    passage.arrived(instance);
  }

  private TakeoverTimes takeover(String instance) {
    return takeovers.computeIfAbsent(instance, _ -> new TakeoverTimes());
  }

  private void leave(String instance) {
    passage.turnBack(instance);
    want(instance, false);
    passage.left(instance);
    keeper.buryIfOver(instance);
  }

  private void want(String instance, boolean wanted) {
    keeper.want(instance, wanted);
    settle(instance);
  }

  /**
   * A kernel that does not answer, or that refuses to let an address go, is asked again, for what
   * is wanted by then.
   */
  private void settle(String instance) {
    boolean settled = false;
    try {
      settled = keeper.settle(instance);
    } catch (RuntimeException failure) {
      log.error("({}) addresses are not as wanted yet", instance, failure);
    } finally { // an Error is passed on, but not before the next attempt is planned
      if (settled) {
        unsettled.remove(instance);
      } else if (unsettled.add(instance)) {
        retry(instance);
      }
    }
  }

  private void retry(String instance) {
    var _ =
        loop.schedule(
            () -> {
              if (unsettled.remove(instance)) {
                settle(instance);
                keeper.buryIfOver(instance);
              }
            },
            RETRY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** Puts the kernel's facts beside the instances' beliefs. On the kernel loop. */
  List<InstanceStatus> confront(List<InstanceStatus> beliefs) {
    var found = keeper.found();
    var confronted = new ArrayList<InstanceStatus>();
    var keys = keeper.keys();
    for (var belief : beliefs) {
      var key = keys.getOrDefault(belief.name(), belief.name());
      confronted.add(
          belief.confronted(
              keeper.addresses(key).stream()
                  .map(address ->
                      new AddressStatus(
                          address.prefix().toString(),
                          address.interfaceName(),
                          keeper.isAdvertised(key, address),
                          belief.holdsAddresses(),
                          found.test(address)))
                  .toList(),
              keeper.announced(key),
              keeper.restored(key),
              takeover(key).status(keeper.campaign(key))));
    }
    return confronted;
  }

  /** Waits until all that was wanted so far has been done, or will not be. Not from a loop. */
  void settle() throws InterruptedException {
    for (int attempt = 0; attempt < PATIENCE; attempt++) {
      if (loop.submit(unsettled::isEmpty).await().getNow()) {
        return;
      }
      Thread.sleep(RETRY_MILLIS);
    }
    log.error("the kernel does not let go of every address");
  }

  void close() {
    loop.submit(
            () -> {
              announcer.close();
              if (watch != null) {
                watch.close();
              }
              kernel.close();
              presence.close();
            })
        .awaitUninterruptibly();
    events.close();
  }
}
