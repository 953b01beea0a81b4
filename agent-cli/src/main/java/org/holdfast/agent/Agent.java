package org.holdfast.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.holdfast.agent.answers.ControlRoutes;
import org.holdfast.agent.answers.Dumps;
import org.holdfast.agent.answers.Explanations;
import org.holdfast.agent.answers.LogRoutes;
import org.holdfast.agent.answers.MetricsEndpoint;
import org.holdfast.agent.answers.MetricsFacts;
import org.holdfast.agent.answers.Paced;
import org.holdfast.agent.answers.PortFacts;
import org.holdfast.agent.answers.ResourceRoutes;
import org.holdfast.agent.answers.Snapshot;
import org.holdfast.agent.answers.SnmpEndpoint;
import org.holdfast.agent.answers.SnmpFacts;
import org.holdfast.agent.answers.StatusAnswer;
import org.holdfast.agent.cli.ExitStatus;
import org.holdfast.agent.cli.RunOptions;
import org.holdfast.agent.cli.Version;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ServiceMarks;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.config.load.Reading;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.control.ControlServer;
import org.holdfast.agent.dbus.BusEndpoint;
import org.holdfast.agent.dbus.BusHandlers;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.log.AgentLog;
import org.holdfast.agent.log.LogLevels;
import org.holdfast.agent.orders.OrderFile;
import org.holdfast.agent.orders.OrderRoutes;
import org.holdfast.agent.orders.Successors;
import org.holdfast.agent.process.AfterKill;
import org.holdfast.agent.process.EarlyCollection;
import org.holdfast.agent.process.ForcedEnd;
import org.holdfast.agent.process.KeepalivedSignal;
import org.holdfast.agent.process.LastCatch;
import org.holdfast.agent.process.LinkLocalIgmp;
import org.holdfast.agent.process.NetNamespace;
import org.holdfast.agent.process.NotedServices;
import org.holdfast.agent.process.PidFile;
import org.holdfast.agent.process.ProcessSettings;
import org.holdfast.agent.process.RealTimeExcess;
import org.holdfast.agent.process.ReleaseNotes;
import org.holdfast.agent.process.ReloadTimer;
import org.holdfast.agent.process.ServiceManager;
import org.holdfast.agent.process.Signals;
import org.holdfast.agent.process.ThreadDump;
import org.holdfast.agent.process.Watchdog;
import org.holdfast.agent.publish.LifeCommands;
import org.holdfast.agent.publish.Scripts;
import org.holdfast.agent.services.PoolWiring;
import org.holdfast.health.stream.TlsSuites;
import org.holdfast.linux.Capabilities;
import org.holdfast.linux.Capability;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.LogContext;
import org.holdfast.linux.LogEvent;
import org.holdfast.time.Later;
import org.holdfast.time.NanoClock;
import org.holdfast.time.WallTime;
import org.holdfast.vrrp.io.AddressLog;
import org.holdfast.vrrp.io.LifeRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the agent from start to end. The only class that wires the rooms to each other.
 *
 * <p>Checks the configuration, the capabilities, that no other agent runs here and that the links
 * exist before it changes anything. Closes resources in the reverse order of their opening.
 */
final class Agent {

  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  /**
   * Time limit of an orderly shutdown: the handovers, and the shutdown of notifications, checks and
   * listeners. The time limit of a hook before a release is added to it.
   */
  private static final Duration ENDING = Duration.ofSeconds(30);

  /**
   * The longest time for which the rehearsal waits for the first table, which needs the processor.
   */
  private static final Duration PATIENCE_WITH_TABLE = Duration.ofSeconds(10);

  private final Reading reading;
  private final RunOptions.Extras extras;
  private final AgentConfig config;
  private final ConfigFile.Loaded loaded;
  private final Logging logging;
  private final NanoClock clock;
  private final Events events = new Events(NanoClock.wall());

  private Agent(
      Reading reading,
      RunOptions.Extras extras,
      ConfigFile.Loaded loaded,
      Logging logging,
      NanoClock clock) {
    this.reading = reading;
    this.logging = logging;
    this.extras = extras;
    this.loaded = loaded;
    this.config = loaded.config();
    this.clock = clock;
  }

  /** Runs an agent in this process; see {@link org.holdfast.agent.cli.AgentRunner}. */
  static ExitStatus run(RunOptions options, Signals signals) {
    try (var lines = AgentLog.start(ServiceManager.readsStandardError())) {
      var levels = LogLevels.start(options.detail(), NanoClock.wall());
      signals.flushingBy(lines::close);
      new LastCatch(signals).watchThreads();
      try {
        var status = load(options, new Logging(lines, levels), signals);
        return signals.hasFailed() ? ExitStatus.FAILED : status;
      } catch (Throwable failure) { // log every failure before the end
        LastCatch.logFailure("The agent cannot go on and has ended", failure);
        return ExitStatus.FAILED;
      }
    }
  }

  /** The log and its levels. */
  private record Logging(AgentLog lines, LogLevels levels) {

    void follow(AgentConfig config) {
      lines.format(config.process().logFormat());
    }
  }

  /** Writes the first line of the log. */
  private static void logStart(Reading reading, String contents) {
    try (var _ = LogContext.of(LogEvent.AGENT_STARTED)) {
      log.info(
          "Starting Holdfast {}: pid {}, Java {}, configuration {}{}",
          Version.current(),
          ProcessHandle.current().pid(),
          Runtime.version(),
          reading.file(),
          contents);
    }
  }

  private static ExitStatus load(RunOptions options, Logging logging, Signals signals) {
    ConfigFile.Loaded loaded;
    try {
      loaded = options.reading().load();
      logging.follow(loaded.config());
      logStart(options.reading(), ", " + loaded.config().summary());
      loaded.warnings().forEach(warning -> log.warn("{}", warning));
    } catch (ConfigException e) {
      logStart(options.reading(), "");
      e.problems().forEach(problem -> log.error("{}", problem));
      return ExitStatus.of(e);
    }
    var namespace = loaded.config().process().netNamespace();
    if (namespace != null) {
      var obstacle = NetNamespace.enter(namespace, options.arguments());
      if (obstacle.isPresent()) {
        log.error("{}", obstacle.get());
        return ExitStatus.FAILED;
      }
    }
    var capabilities = Capabilities.ofThisProcess();
    for (var needed : new Capability[] {Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW}) {
      if (!capabilities.has(needed)) {
        log.error(
            "{} is missing: run as root, or give it with systemd's AmbientCapabilities", needed);
        return ExitStatus.NOT_PERMITTED;
      }
    }
    return alone(options, loaded, logging, signals);
  }

  private static ExitStatus alone(
      RunOptions options, ConfigFile.Loaded loaded, Logging logging, Signals signals) {
    var controlSocket = options.controlSocket();
    var obstacle = ControlServer.obstacle(controlSocket);
    if (obstacle.isPresent()) {
      log.error("{}", obstacle.get());
      return ExitStatus.CONFIGURATION;
    }
    var statePath = statePath(controlSocket);
    boolean isNew = Files.notExists(statePath);
    var directory = controlSocket.toAbsolutePath().getParent();
    boolean isMissing = directory != null && Files.notExists(directory);
    try {
      var opened = LifeRecord.open(statePath);
      if (isMissing) {
        log.info("The directory of the control socket did not exist and was made: {}", directory);
      }
      if (opened.isEmpty()) {
        log.error("another agent runs on {}", controlSocket);
        return ExitStatus.ALREADY_RUNNING;
      }
      try (var life = opened.get()) {
        // The lock proves nothing if the file that the other agent locked has been removed.
        if (isNew && ControlServer.answers(controlSocket)) {
          Files.deleteIfExists(statePath);
          log.error(
              "another agent runs on {}, without its state file {}", controlSocket, statePath);
          return ExitStatus.ALREADY_RUNNING;
        }
        var marks = ReleaseNotes.parse(life.earlierNotes()).marks();
        var marked = loaded.with(ServiceMarks.assigned(loaded.config(), marks));
        return new Agent(options.reading(), options.extras(), marked, logging, NanoClock.system())
            .serve(life, controlSocket, signals);
      } catch (Scripts.InsecureScriptException e) {
        if (isNew) {
          Files.deleteIfExists(statePath);
        }
        log.error("{}", e.getMessage());
        return ExitStatus.CONFIGURATION;
      }
    } catch (IOException e) {
      log.error("state file {}: {}", statePath, e.getMessage());
      return ExitStatus.FAILED;
    } catch (UncheckedIOException | LinuxException e) {
      log.error("{}", reason(e));
      return ExitStatus.FAILED;
    }
  }

  /** Returns the path of the life record, which is in the directory of the control socket. */
  static Path statePath(Path controlSocket) {
    return controlSocket.resolveSibling(controlSocket.getFileName() + ".state");
  }

  /** Returns the cause of a failure in words for an operator. */
  static String reason(RuntimeException failure) {
    var what = String.valueOf(failure.getMessage());
    return switch (failure.getCause()) {
      case null -> what;
      case NoSuchFileException _ -> what + ": no such directory";
      case AccessDeniedException _ -> what + ": permission denied";
      case FileAlreadyExistsException e -> what + ": " + e.getFile() + " is not a directory";
      case FileSystemException e when e.getReason() != null -> what + ": " + e.getReason();
      case Throwable e -> what + ": " + e.getMessage();
    };
  }

  @SuppressWarnings("try") // an interrupt while parts are being closed ends the agent
  private ExitStatus serve(LifeRecord life, Path controlSocket, Signals signals) {
    if (!PoolWiring.isIdle(config) || config.notifications().isNetworked()) {
      TlsSuites.allowRsaKeyExchange(); // before this process uses TLS
    }
    var ground =
        new Parts.Ground(life, OrderFile.pathFor(controlSocket), events, NanoClock.system());
    var current = new AtomicReference<>(loaded);
    var ownUmask = ProcessSettings.umask(config);
    LifeCommands.start(config, clock);
    var afterKill = AfterKill.ofThisProcess(controlSocket);
    try (var closing = new Closing()) {
      closing.add(afterKill::close); // last of all: nothing is left then
      closing.add(() -> LifeCommands.end(current.get().config(), clock));
      closing.add(() -> {
        if (!ReleaseNotes.outlastsEnd(current.get().config())) {
          var _ = life.notes(List.of());
        }
      });
      var igmp =
          LinkLocalIgmp.begin(
              config.process().terms().linkLocalIgmp(), life.earlierNotes(), life::notes);
      closing.add(igmp::close);
      var parts = Parts.open(config, ground, closing);
      serve(parts, current, life, igmp, ownUmask, closing, controlSocket, signals, afterKill);
      return ExitStatus.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    }
  }

  /** Serves the control socket, starts the parts, and ends them on a signal. */
  private void serve(
      Parts parts,
      AtomicReference<ConfigFile.Loaded> current,
      LifeRecord life,
      LinkLocalIgmp igmp,
      @Nullable Integer ownUmask,
      Closing closing,
      Path controlSocket,
      Signals signals,
      AfterKill afterKill)
      throws InterruptedException {
    Supplier<AgentConfig> running = () -> current.get().config();
    signals.serving(() -> patience(running.get()), parts.vrrp()::stop);
    var systemd = ServiceManager.fromEnvironment();
    var ending = new ForcedEnd(systemd, signals::flush, ExitStatus.HUNG.code());
    closing.add(Watchdog.start(parts.vrrp()::onNextTurn, systemd.watchdog(), ending)::close);
    var reloader = new Reloader(reading, current, parts.balancer(), events, systemd, clock);
    long startedAt = clock.nanos();
    var heap = EarlyCollection.ofHeap();
    var snapshots =
        new Paced<>(
            () -> {
              heap.look();
              return Snapshot.take(running, parts.sources(), startedAt, clock);
            },
            clock,
            Later.onThreads(),
            Paced.Pace.SNAPSHOTS);
    var status =
        new StatusAnswer(
            snapshots::ask,
            parts.health()::states,
            parts.orders()::ofServers,
            reloader,
            new WallTime(clock, NanoClock.wall()));
    var control =
        new ControlServer(
            controlSocket, config.control(), routes(parts, running, reloader, snapshots, status));
    closing.add(control::close);
    closing.add(PidFile.write(config.process().pidFile())::close);
    var earlier = ReleaseNotes.parse(life.earlierNotes());
    var noted =
        new NotedServices(
            earlier,
            lines -> life.notes(igmp.with(lines)),
            parts.balancer()::writtenAfterWithdrawals);
    noted.before(config);
    parts.begin(earlier.services(), noted);
    noted.after(config);
    var settings =
        new ProcessSettings(
            config,
            ownUmask,
            parts.vrrp()::onNextTurn,
            clock,
            new RealTimeExcess(parts.vrrp()::onNextTurn, signals::fail, ending));
    closing.add(settings::close);
    var facts =
        new MetricsFacts(
            snapshots::ask, parts.health()::figures, parts.orders()::kinds, reloader::reloads);
    var pages = new PortFacts(snapshots::ask, status, events);
    var metrics = new MetricsEndpoint(config, facts, pages, clock);
    closing.add(metrics::close);
    var snmp =
        new SnmpEndpoint(
            config,
            new SnmpFacts(
                snapshots::ask,
                parts.health()::states,
                parts.orders(),
                parts.setTerms(),
                parts.snmpEvents()),
            parts.snmpEvents(),
            clock);
    closing.add(snmp::close);
    var dumps = new Dumps(controlSocket, running, status::report, NanoClock.wall());
    var bus = new BusEndpoint(config, events, parts.vrrp()::status, onBus(parts, reloader, dumps));
    closing.add(bus::close);
    var following = new ArrayList<>(parts.inOrder(control));
    following.addFirst(next -> noted.before(next.config()));
    following.add(next -> noted.after(next.config()));
    following.add(next -> snmp.follow(next.config()));
    following.add(next -> settings.follow(next.config()));
    var strangers = new Strangers(config);
    closing.add(strangers::close);
    following.add(next -> strangers.follow(next.config()));
    following.add(next -> bus.follow(next.config()));
    var timer =
        new ReloadTimer(
            ZonedDateTime::now,
            () -> {
              var _ = reloader.reload("the reload time file");
            });
    closing.add(timer::close);
    timer.follow(config.process().terms().reload());
    following.add(next -> timer.follow(next.config().process().terms().reload()));
    following.add(next -> logging.follow(next.config()));
    reloader.parts(next -> metrics.follow(next.config()), following);
    Signals.on("HUP", reloader::hangUp);
    dumps.onSignals();
    Signals.onRealTime(KeepalivedSignal.TDATA.number(), ThreadDump::log);
    if (extras.logAddresses()) {
      closing.add(AddressLog.start()::close);
    }
    systemd.ready(config.summary());
    var _ =
        parts
            .balancer()
            .firstWritten()
            .completeOnTimeout(null, PATIENCE_WITH_TABLE.toMillis(), TimeUnit.MILLISECONDS)
            .thenCompose(_ -> Rehearsal.after(config.vrrp()))
            .thenRun(reloader::prepare);
    afterKill.begin();
    events.publish("agent-started", "agent", "the agent serves", Map.of());
    signals.awaitStop();
    metrics.close();
    try (var _ = LogContext.of(LogEvent.AGENT_STOPPING)) {
      log.info("Stopping");
    }
    events.publish("agent-stopping", "agent", "the agent stops", Map.of());
    reloader.stop();
    systemd.stopping();
    if (extras.keepAddresses()) {
      parts.vrrp().keepAddresses();
    }
    parts.end(running);
  }

  private static BusHandlers onBus(Parts parts, Reloader reloader, Dumps dumps) {
    return new BusHandlers() {
      @Override
      public void printData() {
        dumps.data();
      }

      @Override
      public void printStatistics() {
        dumps.statistics();
      }

      @Override
      public void printStatisticsAndClear() {
        dumps.statisticsAndClear();
      }

      @Override
      public void reload() {
        var _ = reloader.reload("D-Bus");
      }

      @Override
      public void announce(String instance) {
        parts.vrrp().announce(instance);
      }
    };
  }

  private List<ControlRoute> routes(
      Parts parts,
      Supplier<AgentConfig> running,
      Reloader reloader,
      Paced<Snapshot> snapshots,
      StatusAnswer status) {
    var explanations =
        new Explanations(
            running, () -> snapshots.ask().thenApply(Snapshot::instances), status::report);
    var routes = new ArrayList<>(ControlRoutes.of(status, explanations, events, reloader));
    routes.addAll(LogRoutes.of(logging.levels()));
    routes.addAll(OrderRoutes.of(running, parts.orders(), new Successors(parts.vrrp()::status)));
    routes.addAll(ResourceRoutes.of(status::report));
    return ResourceRoutes.withIndex(routes);
  }

  private static Duration patience(AgentConfig config) {
    var longest = ENDING;
    for (var instance : config.vrrp().instances()) {
      var awaited = instance.hooks().beforeRelease();
      if (awaited != null && ENDING.plus(awaited.limit()).compareTo(longest) > 0) {
        longest = ENDING.plus(awaited.limit());
      }
      var terms = instance.election();
      var handover =
          ENDING.plus(terms.advertisementInterval()).plus(terms.handover().announcementWait());
      longest = handover.compareTo(longest) > 0 ? handover : longest;
    }
    var own = config.process().terms();
    return own.shutdown() == null ? longest : longest.plus(own.shutdownLimit());
  }
}
