package org.holdfast.health.run;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.holdfast.health.CheckState;
import org.holdfast.health.Intervention;
import org.holdfast.health.Pool;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.ServerConfig;
import org.holdfast.linux.loop.DeadlineTimer;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pools: receives the results of their checks, decides on one loop, logs changes and notifies
 * the listener. All decisions are made by {@link Pool}. Any thread may call all methods.
 */
public final class PoolService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PoolService.class);

  /** The pools whose first views are reported together. */
  private static final int BEGUN_TOGETHER = 64;

  private final CheckEngine engine;
  private final IoEventLoop loop;
  private final NanoClock clock;
  private volatile PoolListener listener;
  private volatile Map<String, Running> pools;

  /** Like the other constructor, without an earlier run of the agent. */
  public PoolService(
      List<PoolConfig> configs,
      CheckEngine engine,
      IoEventLoop loop,
      NanoClock clock,
      PoolListener listener) {
    this(configs, EarlierLife.NONE, engine, loop, clock, listener);
  }

  /**
   * Starts the checks of all pools. The listener is called for each pool before any check has run.
   */
  public PoolService(
      List<PoolConfig> configs,
      EarlierLife earlier,
      CheckEngine engine,
      IoEventLoop loop,
      NanoClock clock,
      PoolListener listener) {
    this.engine = engine;
    this.loop = loop;
    this.clock = clock;
    this.listener = listener;
    var started = new LinkedHashMap<String, Running>();
    long now = clock.nanos();
    configs.forEach(config ->
        started.put(
            config.name(),
            new Running(
                config,
                earlier.interventions().getOrDefault(config.name(), Map.of()),
                earlier.served().getOrDefault(config.name(), Map.of()),
                now)));
    pools = started;
    loop.execute(() -> begin(List.copyOf(started.values())));
    started.values().forEach(Running::subscribe);
  }

  /**
   * Begins the pools in groups: others can work on what a group has reported while the next one
   * begins.
   */
  private void begin(List<Running> started) {
    for (int from = 0; from < started.size(); from += BEGUN_TOGETHER) {
      var group = started.subList(from, Math.min(from + BEGUN_TOGETHER, started.size()));
      listener.together(() -> group.forEach(Running::begin));
    }
  }

  /**
   * Replaces the pools. A pool with the same name keeps the state of its servers, and equal checks
   * continue undisturbed, because they get new listeners before the old ones leave. Must not be
   * called twice at once.
   *
   * @param renewed the names of unchanged pools that {@code next} is nevertheless called for at
   *     once
   * @param next called at once for every pool that is new or changed, and for all later changes;
   *     earlier changes that were not delivered yet go to the previous listener
   * @return completed on the loop when {@code next} has been called
   */
  public CompletableFuture<Void> reload(
      List<PoolConfig> configs, Set<String> renewed, PoolListener next) {
    var before = pools;
    var after = new LinkedHashMap<String, Running>();
    var made = new ArrayList<Running>();
    for (var config : configs) {
      var earlier = before.get(config.name());
      boolean same = earlier != null && earlier.config.equals(config);
      var running = same ? earlier : new Running(config, Map.of(), Map.of(), clock.nanos());
      after.put(config.name(), running);
      if (!same) {
        made.add(running);
      }
    }
    var done = CompletableFuture.runAsync(() -> change(before, after, renewed, next), loop);
    for (var running : made) {
      running.subscribe();
      var earlier = before.get(running.config.name());
      if (earlier != null && earlier.suspended) {
        running.suspend();
      }
    }
    for (var running : before.values()) {
      if (after.get(running.config.name()) != running) {
        running.subscriptions.forEach(CheckEngine.Subscription::end);
      }
    }
    return done;
  }

  private void change(
      Map<String, Running> before,
      Map<String, Running> after,
      Set<String> renewed,
      PoolListener next) {
    before.values().forEach(Running::reportRest);
    after.forEach((name, running) -> {
      var earlier = before.get(name);
      if (earlier != null && earlier != running) {
        running.succeed(earlier);
      }
    });
    for (var running : before.values()) {
      if (after.get(running.config.name()) != running) {
        running.end();
      }
    }
    listener = next;
    pools = after;
    next.together(() ->
        after.forEach((name, running) -> {
          if (!before.containsKey(name)) {
            running.begin();
          } else if (running != before.get(name) || renewed.contains(name)) {
            running.report();
          }
        }));
  }

  /** Suspends a pool's checks while its servers are not used; the pool keeps its state. */
  public void suspend(String pool) {
    pool(pool).suspend();
  }

  /** Resumes a pool's checks. */
  public void resume(String pool) {
    pool(pool).resume();
  }

  private Running pool(String name) {
    var pool = pools.get(name);
    if (pool == null) {
      throw new IllegalArgumentException(
          "pool: " + name + " (expected: one of " + pools.keySet() + ")");
    }
    return pool;
  }

  /**
   * Applies the operator's order for a server; it replaces an earlier order.
   *
   * @return completed on the loop when the consequences are decided; failed with an {@link
   *     IllegalArgumentException} when there is no such server
   */
  public CompletableFuture<Void> operator(String pool, String server, Intervention intervention) {
    return decide(
        pool, server, (decider, index, now) -> decider.operator(index, intervention, now));
  }

  /**
   * Returns what an order for a server would change, which is not carried out; see {@link
   * Pool#foresee}.
   *
   * @return like that of {@link #operator}
   */
  public CompletableFuture<PoolView> foresee(
      String pool, String server, Intervention intervention) {
    return CompletableFuture.supplyAsync(() -> pool(pool).foresee(server, intervention), loop);
  }

  /**
   * Records that a server that is being drained has no connections left; see {@link Pool#drained}.
   *
   * @return like that of {@link #operator}
   */
  public CompletableFuture<Void> drained(String pool, String server) {
    return decide(pool, server, Pool::drained);
  }

  /** A decision about one server. */
  @FunctionalInterface
  private interface Decision {
    List<PoolChange> of(Pool pool, int server, long now);
  }

  private CompletableFuture<Void> decide(String pool, String server, Decision decision) {
    return CompletableFuture.runAsync(() -> pool(pool).decide(server, decision), loop);
  }

  /** The views of all pools, in the order of the configuration. */
  public CompletableFuture<List<PoolView>> views() {
    return CompletableFuture.supplyAsync(
        () -> pools.values().stream().map(Running::view).toList(), loop);
  }

  /** Like {@link #views()}, only for the pools with these names. */
  public CompletableFuture<List<PoolView>> views(Set<String> names) {
    return CompletableFuture.supplyAsync(
        () ->
            pools.values().stream()
                .filter(pool -> names.contains(pool.config.name()))
                .map(Running::view)
                .toList(),
        loop);
  }

  /** Ends all pools; the listener is not called again. */
  @Override
  public void close() {
    for (var pool : pools.values()) {
      pool.subscriptions.forEach(CheckEngine.Subscription::end);
      loop.execute(pool::end);
    }
  }

  /**
   * A pool and the single timer for its next deadline. Used on the loop only, apart from its
   * subscriptions.
   */
  private final class Running {
    private final PoolConfig config;
    private Pool pool;
    private final List<CheckEngine.Subscription> subscriptions = new ArrayList<>();
    private final List<PoolChange> unreported = new ArrayList<>();
    private final DeadlineTimer timer = new DeadlineTimer(loop, clock, this::tick);
    private volatile boolean suspended;
    private boolean ended;

    Running(
        PoolConfig config,
        Map<String, Intervention> interventions,
        Map<String, Boolean> served,
        long now) {
      this.config = config;
      this.pool = new Pool(config, served, now);
      for (int i = 0; i < config.servers().size(); i++) {
        var intervention = interventions.get(config.servers().get(i).name());
        if (intervention != null) {
          var _ = pool.operator(i, intervention, now); // reported with the first view
        }
      }
    }

    /** Continues from the pool of the same name. */
    void succeed(Running earlier) {
      pool = earlier.pool.succeededBy(config, clock.nanos());
      arm();
    }

    void suspend() {
      suspended = true;
      subscriptions.forEach(CheckEngine.Subscription::suspend);
    }

    void resume() {
      if (suspended) {
        suspended = false;
        subscriptions.forEach(CheckEngine.Subscription::resume);
      }
    }

    void subscribe() {
      for (int i = 0; i < config.servers().size(); i++) {
        var checks = config.servers().get(i).checks();
        for (int j = 0; j < checks.size(); j++) {
          int server = i;
          int check = j;
          subscriptions.add(
              engine.subscribe(
                  checks.get(j).spec(), state -> loop.execute(() -> record(server, check, state))));
        }
      }
    }

    private void record(int server, int check, CheckState state) {
      var last = state.last();
      if (!ended && last != null) {
        follow(pool.record(server, check, state.verdict(), last, clock.nanos()));
      }
    }

    private void decide(String server, Decision decision) {
      int index = index(server);
      if (!ended) {
        follow(decision.of(pool, index, clock.nanos()));
      }
    }

    private PoolView foresee(String server, Intervention intervention) {
      return pool.foresee(index(server), intervention, clock.nanos());
    }

    private int index(String server) {
      var names = config.servers().stream().map(ServerConfig::name).toList();
      int index = names.indexOf(server);
      if (index < 0) {
        throw new IllegalArgumentException(
            "server: " + server + " (expected: one of " + names + ")");
      }
      return index;
    }

    private void begin() {
      var start = pool.start();
      start.forEach(this::write);
      unreported.addAll(start);
      report();
      if (!ended) {
        arm();
      }
    }

    private void tick() {
      if (!ended) {
        follow(pool.tick(clock.nanos()));
      }
    }

    /**
     * Events that arrive together are reported together: the failure of a whole rack is one change
     * of the table.
     */
    private void follow(List<PoolChange> changes) {
      for (var change : changes) {
        write(change);
      }
      if (!changes.isEmpty()) {
        if (unreported.isEmpty()) {
          loop.execute(this::report);
        }
        unreported.addAll(changes);
      }
      arm();
    }

    private void write(PoolChange change) {
      engine
          .serverLog()
          .write(
              PoolLines.topic(change),
              "VS " + config.name(),
              change.kind(),
              PoolLines.line(config.name(), change));
    }

    private void arm() {
      var deadline = pool.deadlineAt();
      if (deadline.isPresent()) {
        timer.at(deadline.getAsLong());
      } else {
        timer.off();
      }
    }

    private void reportRest() {
      if (!unreported.isEmpty()) {
        report();
      }
    }

    private void report() {
      if (!ended) {
        var changes = List.copyOf(unreported);
        unreported.clear();
        try {
          listener.changed(changes, view());
        } catch (RuntimeException | Error failure) {
          // A faulty listener of one pool must not keep the others from being called.
          log.error("the listener of pool {} failed", config.name(), failure);
        }
      }
    }

    private PoolView view() {
      return pool.view(clock.nanos());
    }

    private void end() {
      ended = true;
      timer.off();
    }
  }
}
