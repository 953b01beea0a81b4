package org.holdfast.agent.answers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.dumps.DumpFacts;
import org.holdfast.agent.dumps.KeepalivedCheckData;
import org.holdfast.agent.dumps.KeepalivedCounters;
import org.holdfast.agent.dumps.KeepalivedData;
import org.holdfast.agent.dumps.KeepalivedJson;
import org.holdfast.agent.dumps.KeepalivedStats;
import org.holdfast.agent.process.KeepalivedSignal;
import org.holdfast.agent.process.Signals;
import org.holdfast.agent.screen.StatusScreen;
import org.holdfast.agent.screen.View;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.net.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files on keepalived's signals: the status on USR1, the counters on USR2 and RTMAX-1, and
 * the status as JSON on RTMIN+2. The files are in the directory of the control socket, and only
 * their owner may read them. With {@code keepalived-dumps} the agent also writes keepalived's own
 * forms at keepalived's paths.
 *
 * <p>Differs: keepalived writes into files that exist in /tmp, where any user may have created them
 * before; here a new file replaces whatever has the name, and a symbolic link is not followed.
 */
public final class Dumps {

  private static final View EVERYTHING =
      new View(View.Detail.ALL, List.of(), Integer.MAX_VALUE, false, true);

  private static final Logger log = LoggerFactory.getLogger(Dumps.class);

  private final Path controlSocket;
  private final Supplier<AgentConfig> running;
  private final Supplier<CompletableFuture<StatusReport>> status;
  private final Clock clock;
  private final Map<String, KeepalivedCounters> cleared = new HashMap<>();

  /**
   * @param clock the time of day, for the times in keepalived's forms
   */
  public Dumps(
      Path controlSocket,
      Supplier<AgentConfig> running,
      Supplier<CompletableFuture<StatusReport>> status,
      Clock clock) {
    this.controlSocket = controlSocket;
    this.running = running;
    this.status = status;
    this.clock = clock;
  }

  /** Registers handlers for the signals. */
  public void onSignals() {
    Signals.on("USR1", this::data);
    Signals.on("USR2", this::statistics);
    Signals.onRealTime(KeepalivedSignal.JSON.number(), this::json);
    Signals.onRealTime(KeepalivedSignal.STATS_CLEAR.number(), this::statisticsAndClear);
  }

  /** Writes the state. May be called from any thread; returns at once. */
  public void data() {
    withReport((report, facts) -> {
      write(beside(".data"), StatusScreen.text(report, EVERYTHING));
      write(beside(".json"), report.toJson() + "\n");
      var own = running.get().dumps();
      if (own != null) {
        write(Path.of(own.data()), KeepalivedData.of(facts, ZoneId.systemDefault()));
        if (!facts.config().virtualServers().isEmpty()) {
          write(
              checkerPath(own.data()),
              KeepalivedCheckData.of(facts.config(), report.virtualServers(), report.checks()));
        }
      }
    });
  }

  /** Returns the path of the checker's file: {@code _check} before the ending, as in keepalived. */
  private static Path checkerPath(String data) {
    int dot = data.lastIndexOf('.');
    return Path.of(
        dot > data.lastIndexOf('/')
            ? data.substring(0, dot) + "_check" + data.substring(dot)
            : data + "_check");
  }

  /** Writes the state as JSON. May be called from any thread; returns at once. */
  public void json() {
    withReport((report, facts) -> {
      write(beside(".json"), report.toJson() + "\n");
      var own = running.get().dumps();
      if (own != null) {
        write(Path.of(own.json()), KeepalivedJson.of(facts, own.jsonVersion()));
      }
    });
  }

  /** Writes the counters. May be called from any thread; returns at once. */
  public void statistics() {
    withReport((_, facts) -> writeStatistics(facts));
  }

  /**
   * Writes the counters, and has the next file count from 0. Counters elsewhere, such as in the
   * metrics, go on. May be called from any thread; returns at once.
   */
  public void statisticsAndClear() {
    withReport((report, facts) -> {
      writeStatistics(facts);
      clear(report);
    });
  }

  private void writeStatistics(DumpFacts facts) {
    var text = KeepalivedStats.of(facts);
    write(beside(".stats"), text);
    var own = running.get().dumps();
    if (own != null) {
      write(Path.of(own.statistics()), text);
    }
  }

  private synchronized void clear(StatusReport report) {
    cleared.clear();
    report
        .instances()
        .forEach(instance -> cleared.put(instance.name(), KeepalivedCounters.of(instance)));
  }

  private void withReport(BiConsumer<StatusReport, DumpFacts> use) {
    var _ =
        status
            .get()
            .thenAccept(report -> use.accept(report, facts(report)))
            .exceptionally(Dumps::failed);
  }

  private synchronized DumpFacts facts(StatusReport report) {
    return new DumpFacts(
        running.get(),
        report.instances(),
        report.scripts(),
        report.bfdSessions(),
        cleared,
        clock.instant());
  }

  private Path beside(String suffix) {
    return controlSocket.resolveSibling(controlSocket.getFileName() + suffix);
  }

  /** Replaces the file atomically: a reader finds either the previous file or this one. */
  private static void write(Path file, String text) {
    try {
      var directory = file.toAbsolutePath().getParent();
      var owner = PosixFilePermissions.fromString("rw-------");
      var fresh =
          Files.createTempFile(
              directory, ".dump", null, PosixFilePermissions.asFileAttribute(owner));
      try {
        Files.writeString(fresh, Printable.lines(text));
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh); // if it could not be written
      }
      log.info("Wrote {}", file);
    } catch (IOException e) {
      log.error("{} could not be written: {}", file, e.toString());
    }
  }

  private static @Nullable Void failed(Throwable failure) {
    log.error("No dump could be made", failure);
    return null;
  }
}
