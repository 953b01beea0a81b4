package org.holdfast.agent;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ConfigFile;
import org.holdfast.agent.config.ConfigWriter;
import org.holdfast.agent.config.Form;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.Reading;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.metrics.Reloads;
import org.holdfast.agent.reload.ConfigDiff;
import org.holdfast.agent.status.RefusedReloadStatus;
import org.holdfast.agent.status.ReloadReport;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.io.Succession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration file again while the agent runs, and has every part follow what differs.
 * All that can be checked is checked first: an error changes nothing. Any thread; one reload at a
 * time. All who ask for one before it begins share it, and so do those who ask what one would
 * change, so that neither piles up behind a file that takes long.
 */
final class Reloader implements ControlRoutes.Configuration {

  private static final Logger log = LoggerFactory.getLogger(Reloader.class);

  private static final long STOP_SECONDS = 1;

  private final Reading reading;
  private final Parts parts;
  private final Events events;
  private final ServiceManager systemd;
  private final NanoClock clock;
  private final Paced<String> previews;
  private final Paced<ReloadReport> turns;
  private final AtomicReference<@Nullable String> wanted = new AtomicReference<>();
  private final ReentrantLock changing = new ReentrantLock();
  private final AtomicReference<ConfigFile.Loaded> loaded;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private volatile Reloads reloads = Reloads.NONE;
  private volatile Optional<RefusedReloadStatus> refusedReload = Optional.empty();
  private volatile boolean stopped;

  /** A configuration that has passed every check, and what of it is new. */
  private record Checked(
      ConfigFile.Loaded loaded, Commands commands, ConfigDiff diff, List<String> warnings) {

    AgentConfig config() {
      return loaded.config();
    }
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
   * Does nothing yet.
   *
   * @param reading that {@code loaded} came of
   * @param loaded what the agent runs; changed here alone
   */
  Reloader(
      Reading reading,
      AtomicReference<ConfigFile.Loaded> loaded,
      Parts parts,
      Events events,
      ServiceManager systemd,
      NanoClock clock) {
    this.reading = reading;
    this.loaded = loaded;
    this.parts = parts;
    this.events = events;
    this.systemd = systemd;
    this.clock = clock;
    var later = Paced.Later.onThreads();
    previews =
        new Paced<>(() -> answer(() -> preview().toJson()), clock, later, Paced.Pace.PREVIEWS);
    turns = new Paced<>(() -> answer(this::reloadNow), clock, later, Paced.Pace.RELOADS);
  }

  /** Who follows a configuration before all else. */
  @FunctionalInterface
  interface Follower {

    /**
     * Applies it.
     *
     * @throws IOException when it cannot; it is as before then, and the configuration is refused
     */
    void follow(AgentConfig next) throws IOException;
  }

  /** Has these asked too, in their order: those that may refuse first. */
  void alsoFollowing(Follower follower) {
    followers.add(follower);
  }

  /** What the agent runs by now. */
  AgentConfig config() {
    return loaded.get().config();
  }

  @Override
  public ConfigFile.Source source() {
    return loaded.get().source();
  }

  @Override
  public CompletableFuture<String> running(boolean defaults) {
    return answer(() -> {
      var form = (defaults ? Form.COMPLETE : Form.FILE).withoutSecrets();
      var now = loaded.get();
      var config = ConfigWriter.tree(now.config(), form);
      return Json.pretty(new Running(now.source().file(), config));
    });
  }

  /** What is answered of it. */
  private record Running(String file, Map<String, Object> config) {}

  /** What has become of those so far. */
  Reloads reloads() {
    return reloads;
  }

  /** SIGHUP: reloads, soon; hang-ups that come before it begins are one. Comes back at once. */
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

  /** Compares what runs with itself, for practice. Reads no file, as that may be a pipe or long. */
  void rehearse() {
    var config = config();
    var _ = Commands.of(config);
    var _ = ConfigDiff.of(config, config);
  }

  private static <T> CompletableFuture<T> answer(Supplier<T> answer) {
    return CompletableFuture.supplyAsync(answer, Reloader::onThread);
  }

  /** Of the platform: the first virtual thread of a life takes as long as a small reload. */
  private static void onThread(Runnable task) {
    Thread.ofPlatform().daemon().name("reload").start(task);
  }

  private ReloadReport preview() {
    try {
      var next = check();
      return new ReloadReport(
          false,
          next.diff().changes(),
          next.diff().restart(),
          refusals(),
          next.warnings(),
          List.of());
    } catch (RefusedReload refused) {
      return refused.report;
    }
  }

  /** The last reload, when it was refused. Any thread. */
  Optional<RefusedReloadStatus> refused() {
    return refusedReload;
  }

  private static RefusedReloadStatus status(ReloadReport report) {
    var now = NanoClock.wall().instant().truncatedTo(ChronoUnit.SECONDS);
    return new RefusedReloadStatus(
        now.toString(), report.errors().size(), report.errors().getFirst());
  }

  /** Reads the file and applies what differs from what runs. */
  private ReloadReport reloadNow() {
    // The file is read after this: a request that comes from now on is for another reload.
    var by = String.valueOf(wanted.getAndSet(null));
    if (stopped) {
      return stopping();
    }
    log.info("Reloading {} ({})", reading.file(), by);
    systemd.reloading(clock.nanos());
    try {
      var next = check();
      changing.lock();
      try {
        if (stopped) {
          return stopping();
        }
        var report = apply(next, by);
        reloads = reloads.plus(true);
        refusedReload = Optional.empty();
        return report;
      } finally {
        changing.unlock();
      }
    } catch (RefusedReload refused) {
      reloads = reloads.plus(false);
      refusedReload = Optional.of(status(refused.report));
      refused.report.errors().forEach(error -> log.error("{}", error));
      log.error("Reload refused: nothing was changed");
      events.tell(
          "reload-refused",
          "agent",
          refused.report.errors().getFirst(),
          Map.of("by", by, "errors", refused.report.errors().size()));
      return refused.report;
    } catch (RuntimeException failure) {
      reloads = reloads.plus(false);
      refusedReload =
          Optional.of(
              status(ReloadReport.refused(List.of(), List.of("failed half-way: " + failure))));
      // What has been done stands; the next reload does the rest, as it compares with the old one.
      log.error("Reload failed half-way: reload again once the cause is mended", failure);
      return ReloadReport.refused(List.of(), List.of("failed half-way: " + failure));
    } finally {
      systemd.ready(Agent.readiness(config()));
    }
  }

  private static ReloadReport stopping() {
    return ReloadReport.refused(List.of(), List.of("the agent is stopping"));
  }

  /**
   * No reload begins after this. Waits for one that is being applied, but for a second at most, and
   * not for one that is being read or checked: that one will change nothing.
   */
  void stop() throws InterruptedException {
    stopped = true;
    if (changing.tryLock(STOP_SECONDS, TimeUnit.SECONDS)) {
      changing.unlock();
    } else {
      log.warn("A reload is still being applied: not waiting for it any longer");
    }
  }

  private Checked check() throws RefusedReload {
    try {
      var read = reading.load(loaded.get());
      var next = read.config();
      var warnings = new ArrayList<String>();
      read.warnings().forEach(warning -> warnings.add(warning.toString()));
      warnings.addAll(ThisHost.missingLinks(next.vrrp()));
      try {
        return new Checked(read, Commands.of(next), ConfigDiff.of(config(), next), warnings);
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

  private ReloadReport apply(Checked next, String by) throws RefusedReload {
    var diff = next.diff();
    next.warnings().forEach(warning -> log.warn("{}", warning));
    if (diff.isEmpty()) {
      loaded.set(next.loaded()); // its text may be another
    } else {
      precede(next);
      diff.changes().forEach(change -> log.info("{}", change));
      diff.restart().forEach(change -> log.warn("needs a restart: {}", change));
      follow(next);
    }
    log.info("Reloaded: {} changes", diff.changes().size());
    events.tell(
        "reloaded",
        "agent",
        diff.changes().size() + " changes",
        Map.of("by", by, "changes", diff.changes().size()));
    return new ReloadReport(
        true, diff.changes(), diff.restart(), refusals(), next.warnings(), List.of());
  }

  /** Waits for the kernel until what is wanted is written, but no longer than a second. */
  private List<String> refusals() {
    return parts.balancer().refusals().completeOnTimeout(List.of(), 1, TimeUnit.SECONDS).join();
  }

  private void precede(Checked next) throws RefusedReload {
    for (var follower : followers) {
      try {
        follower.follow(next.config());
      } catch (IOException e) {
        throw new RefusedReload(next.warnings(), List.of(String.valueOf(e.getMessage())));
      }
    }
  }

  /** What tells and what is told about come before what uses them. */
  private void follow(Checked next) {
    var to = next.config();
    parts.scripts().reload(next.commands(), to.notifications().commandLimit());
    Succession.of(config().vrrp().instances(), to.vrrp().instances())
        .gone()
        .forEach(parts.notices()::deleting);
    parts.notices().reload(to);
    parts.webhooks().reload(to);
    parts.hooks().reload(to);
    parts.vrrp().reload(to.vrrp());
    parts.scripts().retrack(parts.vrrp());
    parts.balancer().reload(to);
    parts.health().reload(to, parts.vrrp());
    parts.bfd().reload(to);
    parts.watches().reload(to, parts.vrrp());
    var before = config();
    loaded.set(next.loaded());
    parts.orders().configurationChanged(before);
    parts.notices().reloaded();
  }
}
