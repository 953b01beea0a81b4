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
import java.util.function.Supplier;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.linux.Device;
import org.holdfast.linux.nftables.MarkKernel;
import org.holdfast.linux.nftables.MarkTableTerms;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owner of the kernel's IPVS: keeps the table, the sync daemons and the timeouts in the wanted
 * state, and undoes changes by other programs within two seconds.
 *
 * <p>Any thread may call all methods. All work is done on the loop, in the order of the calls, and
 * the loop waits for the kernel: two thousand services with twenty servers each take a second or
 * more. It therefore needs a loop of its own.
 */
public final class IpvsSync {

  private static final Logger log = LoggerFactory.getLogger(IpvsSync.class);

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ScheduledExecutorService loop;
  private final NanoClock clock;
  private final TableKeeper table;
  private final DaemonKeeper daemons;
  private final TimeoutKeeper timeouts;
  private final MarkKeeper marks;
  private @Nullable Future<?> nextScan;
  private @Nullable Future<?> nextScanOfTheRest;

  /** The last request for each service that the loop has not processed yet. Guarded by itself. */
  private final Map<ServiceKey, Optional<VirtualService>> wanted = new LinkedHashMap<>();

  /** The same for the destinations of firewall marks. Guarded by {@link #wanted}. */
  private final Map<ServiceKey.Mark, List<ServiceKey.Address>> wantedMarks = new LinkedHashMap<>();

  /** The calls of {@link #together} that have not returned yet. Guarded by {@link #wanted}. */
  private int holding;

  private boolean settling;
  private boolean stopped;
  private long nextLookAtMarksAt;

  /** Requests that the loop has not processed yet. */
  private record Requests(
      Map<ServiceKey, Optional<VirtualService>> services,
      Map<ServiceKey.Mark, List<ServiceKey.Address>> marks) {}

  /**
   * The table of nftables that sets firewall marks.
   *
   * @param kernel opens the kernel's tables on the sync's loop; throws LinuxException
   * @param record knows the tables of earlier runs
   */
  public record Marking(Supplier<MarkKernel> kernel, MarkRecord record) {}

  private IpvsSync(
      IpvsKernel kernel,
      Marking marking,
      ScheduledExecutorService loop,
      NanoClock clock,
      IpvsListener listener) {
    this.clock = clock;
    this.loop = loop;
    var problems = new KeeperProblems();
    this.table = new TableKeeper(kernel, listener, problems, clock);
    this.daemons = new DaemonKeeper(kernel, IpvsSync::linkIndex, problems);
    this.timeouts = new TimeoutKeeper(kernel, problems);
    this.marks = new MarkKeeper(marking.kernel(), marking.record(), problems);
    this.nextLookAtMarksAt = clock.nanos();
  }

  /**
   * Starts to keep the table of the loop's network namespace, whose firewall marks are of no
   * earlier run; see {@link #start(IpvsKernel, Marking, ScheduledExecutorService, NanoClock,
   * IpvsListener)}.
   */
  public static IpvsSync start(
      IpvsKernel kernel, ScheduledExecutorService loop, NanoClock clock, IpvsListener listener) {
    var marking = new Marking(() -> MarkKernel.open(clock), MarkRecord.NONE);
    return start(kernel, marking, loop, clock, listener);
  }

  /**
   * Starts to keep the table, in which nothing is ours yet.
   *
   * @param kernel used only on {@code loop} after this call; the caller closes it, after {@link
   *     #stop}
   * @param marking where firewall marks are set, which is not looked at until one is requested
   * @param loop a loop with one thread
   * @param listener receives repairs and refusals, on {@code loop}
   */
  public static IpvsSync start(
      IpvsKernel kernel,
      Marking marking,
      ScheduledExecutorService loop,
      NanoClock clock,
      IpvsListener listener) {
    var sync = new IpvsSync(kernel, marking, loop, clock, listener);
    sync.onLoop(() -> {
      sync.scanIn(SECOND);
      sync.scanTheRestIn(SECOND);
    });
    return sync;
  }

  private static int linkIndex(String name) {
    return Device.named(name).map(Device::index).orElse(0);
  }

  /**
   * Replaces one service; only the differences are written. Empty withdraws it, even if an earlier
   * run of the agent left it; afterwards the service is no longer ours. When several requests for a
   * service arrive while the loop waits for the kernel, only the last one is carried out.
   */
  public void want(ServiceKey key, Optional<VirtualService> service) {
    request(() -> wanted.put(key, service));
  }

  /**
   * Has packets to these destinations, and to no others, get the firewall mark of a service. They
   * get it once the service is written, and lose it before the service is removed.
   */
  public void mark(ServiceKey.Mark mark, List<ServiceKey.Address> destinations) {
    request(() -> wantedMarks.put(mark, destinations));
  }

  /**
   * Runs {@code requests}, which call {@link #want} and {@link #mark}, and has the loop carry them
   * out together: it is woken once, and writes as many services at once as it can.
   */
  public void together(Runnable requests) {
    synchronized (wanted) {
      holding++;
    }
    try {
      requests.run();
    } finally {
      synchronized (wanted) {
        holding--;
        if (holding == 0 && isAnythingWanted()) {
          carryOutWanted();
        }
      }
    }
  }

  private void request(Runnable addition) {
    synchronized (wanted) {
      boolean isFirst = !isAnythingWanted();
      addition.run();
      if (isFirst && holding == 0) {
        carryOutWanted();
      }
    }
  }

  private boolean isAnythingWanted() {
    return !wanted.isEmpty() || !wantedMarks.isEmpty();
  }

  private void carryOutWanted() {
    onLoop(() -> {
      want(takeWanted());
      settleSoon();
    });
  }

  private Requests takeWanted() {
    synchronized (wanted) {
      var taken = new Requests(new LinkedHashMap<>(wanted), new LinkedHashMap<>(wantedMarks));
      wanted.clear();
      wantedMarks.clear();
      return taken;
    }
  }

  private void want(Requests requests) {
    table.want(requests.services());
    requests.marks().forEach(marks::want);
  }

  /**
   * Sets the terms of the table that sets firewall marks; without terms it remains until no mark is
   * requested any longer.
   */
  public void wantMarkTable(@Nullable MarkTableTerms terms) {
    onLoop(() -> {
      marks.want(terms);
      settleSoon();
    });
  }

  /**
   * Runs the task in order with the requests for services: after earlier ones and before later
   * ones.
   */
  private CompletableFuture<Void> afterWanted(Runnable task) {
    synchronized (wanted) {
      var before = takeWanted();
      return CompletableFuture.runAsync(
          () -> {
            if (!stopped) {
              run(() -> want(before));
              task.run();
            }
          },
          loop);
    }
  }

  /** Runs the connection synchronisation in these roles; without roles it is stopped. */
  public void wantDaemons(SyncDaemonConfig config, Set<SyncRole> roles) {
    onLoop(() -> {
      daemons.want(config, roles);
      daemons.settle();
    });
  }

  /** Sets these timeouts until the stop; zero leaves a value unchanged. */
  public void wantTimeouts(Timeouts wanted) {
    onLoop(() -> {
      timeouts.want(wanted);
      timeouts.settle();
    });
  }

  /** Removes all services, including those of other programs, and writes ours again. */
  public void flush() {
    var _ =
        afterWanted(() -> {
          table.flush();
          settleSoon();
        });
  }

  /**
   * Writes everything that was requested before this call. These services are then compared with
   * the kernel before all others, a part at a time; the result does not wait for that, because
   * reading a large table takes most of a second and it was compared within the last two seconds
   * anyway.
   *
   * @return completed on the loop when every earlier request is written or refused
   */
  public CompletableFuture<Void> settled(Collection<ServiceKey> keys) {
    var first = List.copyOf(keys);
    return afterWanted(() -> {
      settle();
      if (!first.isEmpty()) {
        table.compareFirst(first);
        scanIn(Duration.ZERO);
      }
    });
  }

  /**
   * The table's entries for these services before the first of them is requested: the entries that
   * an earlier run of the agent, or another program, has left. The table is read once for this and
   * for the first write.
   *
   * @return completed on the loop; empty when the table cannot be read
   */
  public CompletableFuture<Map<ServiceKey, VirtualService>> left(Collection<ServiceKey> keys) {
    var sought = Set.copyOf(keys);
    return CompletableFuture.supplyAsync(() -> table.left(sought), loop);
  }

  /** The wanted state together with the actual one; completed on the loop. */
  public CompletableFuture<TableStatus> status() {
    return CompletableFuture.supplyAsync(() -> withDaemons(table.status()), loop);
  }

  private TableStatus withDaemons(TableStatus status) {
    return new TableStatus(
        status.services(),
        status.foreignServices(),
        status.foreign(),
        daemons.running(),
        status.repairs() + marks.repairs(),
        status.refusals(),
        status.lastError(),
        daemons.error(),
        marks.error());
  }

  /**
   * Ends the work: restores the timeouts, stops the sync daemons, and treats the table according to
   * {@code mode}. Later calls have no effect.
   *
   * @return completed on the loop when everything is done
   */
  public CompletableFuture<Void> stop(OnStop mode) {
    return afterWanted(() -> {
      stopped = true;
      end(mode);
    });
  }

  private void end(OnStop mode) {
    cancel(nextScan);
    cancel(nextScanOfTheRest);
    switch (mode) {
      case WITHDRAW -> {
        table.withdraw();
        marks.end();
      }
      case FLUSH -> {
        table.flush();
        marks.end();
      }
      case KEEP -> {
        table.settle(marks::settle); // requests from before the stop
        marks.close();
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

  /** An internal error must not end the scans, which repair its consequences. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("IPVS: this is a bug", e);
    }
  }

  /** Runs after the calls that are already waiting, so that many changes are written together. */
  private void settleSoon() {
    if (!settling) {
      settling = true;
      onLoop(this::settle);
    }
  }

  private void settle() {
    settling = false;
    if (table.settle(marks::settle)) {
      scan();
    }
  }

  private void scan() {
    long start = clock.nanos();
    var pause = SECOND;
    try {
      pause = table.scan();
    } finally {
      // The scans keep their rate, because their duration counts as a part of the pause, but leave
      // at least as much time for other work as they take.
      var taken = Duration.ofNanos(clock.nanos() - start);
      var rest = pause.minus(taken);
      scanIn(rest.compareTo(taken) < 0 ? taken : rest);
    }
  }

  private static void cancel(@Nullable Future<?> scheduled) {
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  private void scanIn(Duration pause) {
    cancel(nextScan);
    nextScan = later(this::scan, pause);
  }

  private void scanTheRestIn(Duration pause) {
    nextScanOfTheRest =
        later(
            () -> {
              scanTheRestIn(pause);
              daemons.settle();
              timeouts.settle();
              lookAtMarks();
            },
            pause);
  }

  /** Looks at the marks; a large table is looked at for a fiftieth of the time at most. */
  private void lookAtMarks() {
    long now = clock.nanos();
    if (now - nextLookAtMarksAt >= 0) {
      marks.verify();
      nextLookAtMarksAt = clock.nanos() + 50 * (clock.nanos() - now);
    }
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
