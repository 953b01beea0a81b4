package org.holdfast.ipvs.run;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.linux.Device;
import org.holdfast.linux.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner of the kernel's IPVS: keeps the table, the sync daemons and the timeouts as they are
 * wanted, and puts right within two seconds what somebody else changes.
 *
 * <p>Any thread may call; all work is done, in the order of the calls, on the loop, which waits for
 * the kernel: two thousand services with twenty servers each take it a second or more. Give it a
 * loop of its own.
 */
public final class IpvsSync {

  private static final Logger log = LoggerFactory.getLogger(IpvsSync.class);

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ScheduledExecutorService loop;
  private final NanoClock clock;
  private final TableKeeper table;
  private final DaemonKeeper daemons;
  private final TimeoutKeeper timeouts;
  private @Nullable Future<?> nextLook;
  private @Nullable Future<?> nextLookAtTheRest;

  /** The last word on each service that the loop has not heard yet. Guarded by itself. */
  private final Map<ServiceKey, Optional<VirtualService>> wanted = new LinkedHashMap<>();

  private boolean settling;
  private boolean stopped;

  private IpvsSync(
      IpvsKernel kernel, ScheduledExecutorService loop, NanoClock clock, IpvsListener listener) {
    this.clock = clock;
    this.loop = loop;
    var troubles = new Troubles();
    this.table = new TableKeeper(kernel, listener, troubles);
    this.daemons = new DaemonKeeper(kernel, IpvsSync::linkIndex, troubles);
    this.timeouts = new TimeoutKeeper(kernel, troubles);
  }

  /**
   * Begins to keep the table, in which nothing is ours yet.
   *
   * @param kernel used on {@code loop} alone from now on; stays the caller's to close, after {@link
   *     #stop}
   * @param loop of one thread
   * @param listener hears of repairs and refusals, on {@code loop}
   */
  public static IpvsSync start(
      IpvsKernel kernel, ScheduledExecutorService loop, NanoClock clock, IpvsListener listener) {
    var sync = new IpvsSync(kernel, loop, clock, listener);
    sync.onLoop(() -> {
      sync.lookIn(SECOND);
      sync.lookAtTheRestIn(SECOND);
    });
    return sync;
  }

  private static int linkIndex(String name) {
    return Device.named(name).map(Device::index).orElse(0);
  }

  /** These services from now on, and of ours no others. */
  public void want(Collection<VirtualService> services) {
    var all = List.copyOf(services);
    var _ =
        afterWanted(() -> {
          table.wantAll(all);
          settleSoon();
        });
  }

  /**
   * One service from now on, whatever it costs: its difference. Empty to have it withdrawn, also
   * one that an earlier life left; after that it is not ours any more. Of several words on a
   * service that come while the loop waits for the kernel the last alone is heard.
   */
  public void want(ServiceKey key, Optional<VirtualService> service) {
    synchronized (wanted) {
      boolean first = wanted.isEmpty();
      wanted.put(key, service);
      if (first) {
        onLoop(() -> {
          hear(takeWanted());
          settleSoon();
        });
      }
    }
  }

  private Map<ServiceKey, Optional<VirtualService>> takeWanted() {
    synchronized (wanted) {
      var taken = new LinkedHashMap<>(wanted);
      wanted.clear();
      return taken;
    }
  }

  private void hear(Map<ServiceKey, Optional<VirtualService>> words) {
    words.forEach((key, service) -> table.want(key, service.orElse(null)));
  }

  /** Keeps its place among the words on services: after those before it, before those after it. */
  private CompletableFuture<Void> afterWanted(Runnable task) {
    synchronized (wanted) {
      var before = takeWanted();
      return CompletableFuture.runAsync(
          () -> {
            if (!stopped) {
              run(() -> hear(before));
              task.run();
            }
          },
          loop);
    }
  }

  /** Connection synchronisation in these roles from now on; in none, it is stopped. */
  public void wantDaemons(SyncDaemonConfig config, Set<SyncRole> roles) {
    onLoop(() -> {
      daemons.want(config, roles);
      daemons.settle();
    });
  }

  /** These timeouts until the stop; zero for as it is. */
  public void wantTimeouts(Timeouts wanted) {
    onLoop(() -> {
      timeouts.want(wanted);
      timeouts.settle();
    });
  }

  /** Removes all services, whoever made them, and writes ours again. */
  public void flush() {
    var _ =
        afterWanted(() -> {
          table.flush();
          settleSoon();
        });
  }

  /**
   * Writes all that was wanted before this call. These services are then compared with the kernel
   * before all others, a part at a time; the result does not wait for that, as a large table takes
   * the better part of a second to read and was compared within the last two seconds anyway.
   *
   * @return completed, on the loop, when all that was wanted before is written or refused
   */
  public CompletableFuture<Void> settled(Collection<ServiceKey> keys) {
    var first = List.copyOf(keys);
    return afterWanted(() -> {
      settle();
      if (!first.isEmpty()) {
        table.compareFirst(first);
        lookIn(Duration.ZERO);
      }
    });
  }

  /**
   * What the table has of these services before the first of them is wanted: what an earlier life,
   * or another program, has left. It is read once for this and for what is written first.
   *
   * @return completed, on the loop; empty when the table cannot be read
   */
  public CompletableFuture<Map<ServiceKey, VirtualService>> left(Collection<ServiceKey> keys) {
    var sought = Set.copyOf(keys);
    return CompletableFuture.supplyAsync(() -> table.left(sought), loop);
  }

  /** What is wanted beside what is there; completed on the loop. */
  public CompletableFuture<TableStatus> status() {
    return CompletableFuture.supplyAsync(() -> withDaemons(table.status()), loop);
  }

  private TableStatus withDaemons(TableStatus status) {
    return new TableStatus(
        status.services(),
        status.foreignServices(),
        daemons.running(),
        status.repairs(),
        status.refusals(),
        status.lastError(),
        daemons.error());
  }

  /**
   * Ends the keeping: timeouts as they were, sync daemons stopped, the table as {@code mode} says.
   * Later calls do nothing.
   *
   * @return completed, on the loop, when all is done
   */
  public CompletableFuture<Void> stop(OnStop mode) {
    return afterWanted(() -> {
      stopped = true;
      end(mode);
    });
  }

  private void end(OnStop mode) {
    cancel(nextLook);
    cancel(nextLookAtTheRest);
    switch (mode) {
      case WITHDRAW -> table.withdraw();
      case FLUSH -> table.flush();
      case KEEP -> {
        table.settle(); // what was wanted before the stop
      }
    }
    daemons.stop();
    timeouts.restore();
  }

  private void onLoop(Runnable task) {
    loop.execute(() -> {
      if (!stopped) {
        run(task);
      }
    });
  }

  /** A defect of ours must not end the looks, which mend what it left. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("IPVS: this is a bug", e);
    }
  }

  /** After the calls that wait already, so that many changes are written together. */
  private void settleSoon() {
    if (!settling) {
      settling = true;
      onLoop(this::settle);
    }
  }

  private void settle() {
    settling = false;
    if (table.settle()) {
      look();
    }
  }

  private void look() {
    long start = clock.nanos();
    var pause = SECOND;
    try {
      pause = table.look();
    } finally {
      // The looks keep their rate, what they take being a part of the pause, but leave to others at
      // least as much time as they take.
      var taken = Duration.ofNanos(clock.nanos() - start);
      var rest = pause.minus(taken);
      lookIn(rest.compareTo(taken) < 0 ? taken : rest);
    }
  }

  private static void cancel(@Nullable Future<?> scheduled) {
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private void lookIn(Duration pause) {
    cancel(nextLook);
    nextLook = later(this::look, pause);
  }

  private void lookAtTheRestIn(Duration pause) {
    nextLookAtTheRest =
        later(
            () -> {
              lookAtTheRestIn(pause);
              daemons.settle();
              timeouts.settle();
            },
            pause);
  }

  private Future<?> later(Runnable task, Duration pause) {
    return loop.schedule(
        () -> {
          if (!stopped) {
            run(task);
          }
        },
        pause.toNanos(),
        TimeUnit.NANOSECONDS);
  }
}
