package org.holdfast.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.holdfast.agent.answers.ControlRoutes;
import org.holdfast.agent.answers.Paced;
import org.holdfast.agent.answers.RunningConfig;
import org.holdfast.agent.answers.StatusAnswer;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.HeapNeed;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.ServiceMarks;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.config.load.Reading;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.metrics.Reloads;
import org.holdfast.agent.process.ReloadFile;
import org.holdfast.agent.process.ServiceManager;
import org.holdfast.agent.publish.Commands;
import org.holdfast.agent.publish.Scripts;
import org.holdfast.agent.reload.ConfigDiff;
import org.holdfast.agent.services.LoadBalancer;
import org.holdfast.agent.status.ConfigurationStatus;
import org.holdfast.agent.status.RefusedReloadStatus;
import org.holdfast.agent.status.ReloadReport;
import org.holdfast.linux.LogContext;
import org.holdfast.linux.LogEvent;
import org.holdfast.net.Plural;
import org.holdfast.time.ClockTime;
import org.holdfast.time.Later;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the configuration file while the agent runs and applies it to every part. Everything that
 * can be checked is checked first, so an error changes nothing. Thread-safe; one reload runs at a
 * time. Requests that arrive before a reload begins share it, and requests for a preview share one
 * in the same way, so that no requests pile up behind a file that takes long to read.
 */
final class Reloader implements ControlRoutes.Configuration, StatusAnswer.Configuration {

  private static final Logger log = LoggerFactory.getLogger(Reloader.class);

  private static final long STOP_SECONDS = 1;

  private final Reading reading;
  private final LoadBalancer balancer;
  private final Events events;
  private final ServiceManager systemd;
  private final NanoClock clock;
  private final RunningConfig printing;
  private final Paced<String> previews;
  private final Paced<ReloadReport> turns;
  private final AtomicReference<@Nullable String> wanted = new AtomicReference<>();
  private final ReentrantLock changing = new ReentrantLock();
  private final AtomicReference<ConfigFile.Loaded> loaded;
  private volatile RefusingPart refusing = _ -> {};
  private volatile List<Part> parts = List.of();
  private volatile Reloads reloads = Reloads.NONE;
  private volatile Optional<RefusedReloadStatus> refusedReload = Optional.empty();
  private volatile String loadedAt = now();
  private volatile boolean stopped;

  /** A configuration that has passed every check, and its differences from the running one. */
  private record Checked(
      ConfigFile.Loaded loaded, Commands commands, ConfigDiff diff, List<String> warnings) {

    Next next() {
      return new Next(loaded.config(), commands);
    }
  }

  /**
   * The configuration that the parts are to apply.
   *
   * @param commands its commands, in the form in which script security allows them
   */
  record Next(AgentConfig config, Commands commands) {}

  /** A part of the agent that applies a new configuration. */
  @FunctionalInterface
  interface Part {

    /** Applies the differences from the previous configuration. */
    void follow(Next next);
  }

  /** A part that can refuse a configuration before any other part has changed. */
  @FunctionalInterface
  interface RefusingPart {

    /**
     * Applies the differences from the previous configuration.
     *
     * @throws IOException if the part cannot apply the configuration; the part has not changed
     *     then, and the configuration is refused
     */
    void follow(Next next) throws IOException;
  }

  /** The file cannot be used. */
  private static final class RefusedReload extends Exception {
    private static final long serialVersionUID = 1;
    private final transient ReloadReport report;

    private RefusedReload(List<String> warnings, List<String> errors) {
      report = ReloadReport.refused(warnings, errors);
    }
  }

  /**
   * Creates a reloader; reads no file.
   *
   * @param reading rereads the file of {@code loaded}
   * @param loaded the configuration that the agent runs; only this class changes it
   * @param balancer reports the changes that the kernel refuses after a reload
   */
  Reloader(
      Reading reading,
      AtomicReference<ConfigFile.Loaded> loaded,
      LoadBalancer balancer,
      Events events,
      ServiceManager systemd,
      NanoClock clock) {
    this.reading = reading;
    this.loaded = loaded;
    this.balancer = balancer;
    this.events = events;
    this.systemd = systemd;
    this.clock = clock;
    var later = Later.onThreads();
    printing = new RunningConfig(loaded::get, Reloader::onThread, clock, later);
    previews =
        new Paced<>(() -> answer(() -> preview().toJson()), clock, later, Paced.Pace.PREVIEWS);
    turns = new Paced<>(() -> answer(this::reloadNow), clock, later, Paced.Pace.RELOADS);
  }

  /**
   * Registers the parts that receive each new configuration.
   *
   * @param first the only part that may refuse one; no other part has changed by then
   * @param then the other parts, in order
   */
  void parts(RefusingPart first, List<Part> then) {
    refusing = first;
    parts = List.copyOf(then);
  }

  /** Returns the configuration that the agent runs. */
  AgentConfig config() {
    return loaded.get().config();
  }

  @Override
  public ConfigFile.Source source() {
    return loaded.get().source();
  }

  /** Prints a large configuration before anyone asks for it; see {@link RunningConfig#prepare}. */
  void prepare() {
    printing.prepare();
  }

  @Override
  public CompletableFuture<byte[]> running(boolean defaults) {
    return printing.json(defaults);
  }

  @Override
  public CompletableFuture<byte[]> printed(boolean defaults) {
    return printing.yaml(defaults);
  }

  /** Returns the counters of reloads. */
  Reloads reloads() {
    return reloads;
  }

  /**
   * Requests a reload after a SIGHUP; signals that arrive before the reload begins share it.
   * Returns at once.
   */
  void hangUp() {
    var _ = next("SIGHUP");
  }

  @Override
  public CompletableFuture<String> reload(String by) {
    return next(by).thenApply(ReloadReport::toJson);
  }

  private CompletableFuture<ReloadReport> next(String by) {
    wanted.compareAndSet(null, by);
    return turns.ask();
  }

  @Override
  public CompletableFuture<String> diff() {
    return previews.ask();
  }

  private static <T> CompletableFuture<T> answer(Supplier<T> answer) {
    return CompletableFuture.supplyAsync(answer, Reloader::onThread);
  }

  /**
   * Runs a task on a platform thread, because starting the first virtual thread of a JVM takes as
   * long as a small reload.
   */
  private static void onThread(Runnable task) {
    Thread.ofPlatform().daemon().name("reload").start(task);
  }

  private ReloadReport preview() {
    try {
      return report(false, check());
    } catch (RefusedReload refused) {
      return refused.report;
    }
  }

  @Override
  public ConfigurationStatus running() {
    return new ConfigurationStatus(source().file(), loadedAt);
  }

  @Override
  public Optional<RefusedReloadStatus> refused() {
    return refusedReload;
  }

  private static String now() {
    return ClockTime.of(NanoClock.wall().instant());
  }

  /** Reads the file and applies the differences from the running configuration. */
  private ReloadReport reloadNow() {
    // The file is read after this point, so a later request gets another reload.
    var by = String.valueOf(wanted.getAndSet(null));
    if (stopped) {
      return stopping();
    }
    log.info("Reloading {} ({})", reading.file(), by);
    systemd.reloading(clock.nanos());
    try {
      var next = checkUnderFile();
      changing.lock();
      try {
        if (stopped) {
          return stopping();
        }
        apply(next, by);
        reloads = reloads.plus(true);
        loadedAt = now();
        refusedReload = Optional.empty();
      } finally {
        changing.unlock();
      }
      return report(true, next); // waits for the kernel's table, which must not delay a stop
    } catch (RefusedReload refused) {
      notApplied(refused.report);
      tellRefusal(refused.report, by);
      return refused.report;
    } catch (RuntimeException | Error failure) {
      // Parts that have already applied the new configuration keep it; the next reload compares
      // with the old one, so the other parts apply it then.
      log.error("Reload failed half-way: reload again once the cause is fixed", failure);
      var report = ReloadReport.refused(List.of(), List.of("failed half-way: " + failure));
      notApplied(report);
      return report;
    } finally {
      if (!stopped) {
        systemd.ready(config().summary());
      }
    }
  }

  private void tellRefusal(ReloadReport report, String by) {
    report.errors().forEach(error -> log.error("{}", error));
    try (var _ = LogContext.of(LogEvent.RELOAD_REFUSED)) {
      log.error("Reload refused: nothing was changed");
    }
    events.publish(
        "reload-refused",
        "agent",
        report.errors().getFirst(),
        Map.of("by", by, "errors", report.errors().size()));
  }

  /** Keeps for the status and the metrics that a reload was not applied. */
  private void notApplied(ReloadReport report) {
    reloads = reloads.plus(false);
    refusedReload =
        Optional.of(
            new RefusedReloadStatus(now(), report.errors().size(), report.errors().getFirst()));
  }

  private static ReloadReport stopping() {
    return ReloadReport.refused(List.of(), List.of("the agent is stopping"));
  }

  /**
   * Prevents further reloads. Waits for at most a second for a reload that is being applied, but
   * not for one whose file is still being read or checked: that one will change nothing.
   */
  void stop() throws InterruptedException {
    stopped = true;
    if (changing.tryLock(STOP_SECONDS, TimeUnit.SECONDS)) {
      changing.unlock();
    } else {
      log.warn("A reload is still being applied: not waiting for it any longer");
    }
  }

  /** Reads the file while the reload file exists, which tells other programs to leave it alone. */
  private Checked checkUnderFile() throws RefusedReload {
    try (var _ = ReloadFile.begin(config().process().terms().reload().file())) {
      return check();
    }
  }

  private Checked check() throws RefusedReload {
    try {
      var text = reading.load(loaded.get());
      var tooLarge = HeapNeed.refusal(config(), text.config(), Runtime.getRuntime().maxMemory());
      if (tooLarge.isPresent()) {
        throw new RefusedReload(List.of(), List.of(reading.file() + ": error: " + tooLarge.get()));
      }
      var next = ServiceMarks.following(text.config(), config());
      var read = text.with(next);
      var warnings = new ArrayList<String>();
      read.warnings().forEach(warning -> warnings.add(warning.toString()));
      warnings.addAll(ThisHost.missingLinks(next.vrrp()));
      try {
        return new Checked(read, Commands.of(next), ConfigDiff.of(loaded.get(), read), warnings);
      } catch (Scripts.InsecureScriptException e) {
        throw new RefusedReload(warnings, List.of(reading.file() + ": error: " + e.getMessage()));
      }
    } catch (ConfigException e) {
      throw e.isOfWarnings()
          ? new RefusedReload(List.of(), words(e, Problem.Severity.WARNING))
          : new RefusedReload(words(e, Problem.Severity.WARNING), words(e, Problem.Severity.ERROR));
    }
  }

  private static List<String> words(ConfigException problems, Problem.Severity severity) {
    return problems.problems().stream()
        .filter(problem -> problem.severity() == severity)
        .map(Problem::toString)
        .toList();
  }

  private void apply(Checked next, String by) throws RefusedReload {
    var diff = next.diff();
    next.warnings().forEach(warning -> log.warn("{}", warning));
    if (diff.isEmpty()) {
      loaded.set(next.loaded()); // its text may differ
    } else {
      followUnlessRefused(next);
      diff.changes().forEach(change -> log.info("{}", change));
      diff.restart().forEach(change -> log.warn("needs a restart: {}", change));
      parts.forEach(part -> part.follow(next.next()));
      loaded.set(next.loaded());
    }
    var changes = Plural.of(diff.changes().size(), "change");
    try (var _ = LogContext.of(LogEvent.RELOADED)) {
      log.info("Reloaded: {}", changes);
    }
    events.publish(
        "reloaded", "agent", changes, Map.of("by", by, "changes", diff.changes().size()));
  }

  private ReloadReport report(boolean applied, Checked next) {
    return new ReloadReport(
        applied,
        next.diff().changes(),
        next.diff().restart(),
        refusals(),
        next.warnings(),
        List.of());
  }

  /**
   * Waits for at most a second until the kernel's table is written; returns the changes that the
   * kernel refused.
   */
  private List<String> refusals() {
    return balancer.refusals().completeOnTimeout(List.of(), 1, TimeUnit.SECONDS).join();
  }

  private void followUnlessRefused(Checked checked) throws RefusedReload {
    try {
      refusing.follow(checked.next());
    } catch (IOException e) {
      throw new RefusedReload(checked.warnings(), List.of(String.valueOf(e.getMessage())));
    }
  }
}
