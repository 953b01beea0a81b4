package org.holdfast.health.process;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.holdfast.health.ProcessCensus;
import org.holdfast.health.ProcessImage;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.health.Verdict;
import org.holdfast.health.run.TrackListener;
import org.holdfast.linux.FdPoll;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.PidFd;
import org.holdfast.linux.netlink.ProcessConnector;
import org.holdfast.linux.netlink.ProcessEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches processes on its own thread and reports the verdicts of {@link ProcessCensus}.
 *
 * <p>The watch notices the end of a process at once, by a descriptor for each counted process,
 * which works everywhere. New processes are reported by the kernel's process connector; where the
 * kernel refuses the connector, as in a network namespace or a container, /proc is scanned twice a
 * second.
 *
 * <p>Differs: keepalived uses only the connector, and therefore tracks no processes in a namespace.
 */
public final class ProcessWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessWatch.class);
  private static final int LEAST_COMMAND_LINE = 4096;

  /**
   * The most descriptors, because any user of the host may start processes that count. The end of
   * further processes is noticed as new processes are: by the connector or a scan.
   */
  private static final int MOST_WATCHED = 256;

  private static final long SCAN_NANOS = 500_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final TrackListener listener;
  private final ProcFs proc;
  private final FdPoll poll = new FdPoll();
  private final List<ProcessCensus> tracks;
  private final boolean commandLines;
  private final Map<Integer, PidFd> watched = new HashMap<>();
  private final Thread thread;
  private @Nullable ProcessConnector connector;
  private long nextScanNanos;
  private boolean shortOfDescriptors;
  private volatile boolean closing;

  /**
   * Starts the thread, which reports every track once and then every change.
   *
   * @param nanoTime the clock: nanoseconds that never run backwards
   */
  public ProcessWatch(
      List<TrackProcessConfig> configs, LongSupplier nanoTime, TrackListener listener) {
    this.nanoTime = nanoTime;
    this.listener = listener;
    long now = nanoTime.getAsLong();
    tracks = configs.stream().map(config -> new ProcessCensus(config, now)).toList();
    proc = new ProcFs(Path.of("/proc"), mostCommandLine(configs));
    commandLines = tracks.stream().anyMatch(ProcessCensus::readsCommandLines);
    thread = Thread.ofPlatform().name("processes").daemon().start(this::run);
  }

  /**
   * One byte more than the longest configured command line, which is enough to detect a longer one.
   */
  private static int mostCommandLine(List<TrackProcessConfig> configs) {
    int most = LEAST_COMMAND_LINE;
    for (var config : configs) {
      int bytes = config.program().getBytes(StandardCharsets.UTF_8).length + 1;
      for (var argument : config.arguments()) {
        bytes += argument.getBytes(StandardCharsets.UTF_8).length + 1;
      }
      most = Math.max(most, bytes + 1);
    }
    return most;
  }

  /** Stops reporting and ends the thread; a thread that hangs is abandoned. */
  @Override
  public void close() {
    closing = true;
    poll.wake();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      subscribe();
      // After the subscription: a process that starts in between is seen twice and not missed.
      scan();
      begin();
      while (!closing) {
        try {
          turn();
        } catch (RuntimeException | Error failure) {
          LOG.error("Watching processes failed, looking at all of them again", failure);
          giveConnectorUp();
        }
      }
    } catch (RuntimeException failure) {
      LOG.error("Processes are not watched", failure);
    } finally {
      giveConnectorUp();
      watched.values().forEach(PidFd::close);
      poll.close();
    }
  }

  private void subscribe() {
    try {
      connector = ProcessConnector.open();
    } catch (LinuxException refusal) {
      LOG.warn(
          "The kernel does not tell of new processes here ({}): looking for them every {} ms;"
              + " their ends are seen at once",
          refusal.getMessage(),
          SCAN_NANOS / 1_000_000);
    }
  }

  private void begin() {
    for (var track : tracks) {
      track.begin(nanoTime.getAsLong());
      tell(track);
    }
  }

  private void turn() {
    poll.clear();
    int connectorPlace = connector == null ? -1 : poll.add(connector.fd());
    var places = new HashMap<Integer, Integer>();
    watched.forEach((pid, fd) -> places.put(pid, poll.add(fd.fd())));
    poll.await(untilDeadline());
    places.forEach((pid, place) -> {
      if (poll.isReady(place)) { // ends come first: the process ID may have been reused since
        gone(pid);
      }
    });
    if (connectorPlace >= 0 && poll.isReady(connectorPlace)) {
      receive();
    }
    if (connector == null && nanoTime.getAsLong() - nextScanNanos >= 0) {
      scan();
    }
    for (var track : tracks) {
      if (track.settle(nanoTime.getAsLong())) {
        tell(track);
      }
    }
  }

  private long untilDeadline() {
    long now = nanoTime.getAsLong();
    long soonest = connector == null ? nextScanNanos - now : Long.MAX_VALUE;
    for (var track : tracks) {
      var deadline = track.deadlineAt();
      if (deadline.isPresent()) {
        soonest = Math.min(soonest, deadline.getAsLong() - now);
      }
    }
    return soonest;
  }

  private void receive() {
    if (connector == null) {
      return;
    }
    var received = connector.receive();
    for (var event : received.events()) {
      switch (event) {
        case ProcessEvent.Forked(int parent, int child) -> {
          if (watched.containsKey(parent)) {
            look(child);
          }
        }
        case ProcessEvent.Changed(int pid) -> look(pid);
        case ProcessEvent.Ended(int pid) -> {
          if (!watched.containsKey(pid)) {
            gone(pid);
          }
        }
        case ProcessEvent.Answered _ -> {}
      }
    }
    if (received.lost()) {
      LOG.warn("The kernel's news of processes were lost: looking at all of them again");
      scan();
    }
  }

  /** Scans all processes; those that are not found have ended. */
  private void scan() {
    nextScanNanos = nanoTime.getAsLong() + SCAN_NANOS;
    var running = proc.processes();
    running.forEach(this::look);
    var ended = new HashSet<Integer>();
    tracks.forEach(track -> ended.addAll(track.members()));
    ended.removeAll(running);
    ended.forEach(this::gone);
  }

  private void look(int pid) {
    if (counts(pid) && !watched.containsKey(pid) && watch(pid)) {
      counts(pid); // the process may have ended before this watch, and its ID been reused
    }
  }

  /** Whether the process currently counts for a track. */
  private boolean counts(int pid) {
    Optional<ProcessImage> image;
    try {
      image = proc.image(pid, commandLines);
    } catch (UncheckedIOException e) {
      return watched.containsKey(
          pid); // unchanged: a local problem does not mean that the process has ended
    }
    if (image.isEmpty()) {
      gone(pid);
      return false;
    }
    boolean counts = false;
    for (var track : tracks) {
      counts |= track.saw(pid, image.get(), nanoTime.getAsLong());
    }
    if (!counts) {
      forget(pid);
    }
    return counts;
  }

  private boolean watch(int pid) {
    if (watched.size() >= MOST_WATCHED) {
      return false;
    }
    try {
      var process = PidFd.open(pid);
      if (process.isEmpty()) {
        gone(pid);
        return false;
      }
      watched.put(pid, process.get());
      shortOfDescriptors = false;
      return true;
    } catch (LinuxException e) {
      if (!shortOfDescriptors) {
        shortOfDescriptors = true;
        LOG.warn("{}: its end will be seen late", e.getMessage());
      }
      return false;
    }
  }

  private void gone(int pid) {
    forget(pid);
    tracks.forEach(track -> track.gone(pid, nanoTime.getAsLong()));
  }

  private void forget(int pid) {
    var process = watched.remove(pid);
    if (process != null) {
      process.close();
    }
  }

  private void tell(ProcessCensus track) {
    var config = track.config();
    LOG.info(
        "Quorum {} for tracked process {}: {}",
        track.verdict() == Verdict.WELL ? "gained" : "lost",
        config.name(),
        track.words());
    if (!closing) {
      listener.verdict(config.name(), track.verdict(), track.words(), track.changedAt());
    }
  }

  private void giveConnectorUp() {
    if (connector != null) {
      connector.close();
      connector = null;
    }
  }
}
