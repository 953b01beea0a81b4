package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ProcessTerms;
import org.holdfast.agent.config.ProcessTerms.Threads;
import org.holdfast.linux.FileMode;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.RealTime;
import org.holdfast.linux.ThreadScheduling;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the umask and the scheduling of threads to this process. Threads are recognised by their
 * names, so that threads that exist only with certain configurations are found after a reload. Used
 * by one thread at a time.
 */
public final class ProcessSettings implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ProcessSettings.class);

  private static final Path THREADS = Path.of("/proc/self/task");

  private static final List<String> ELECTION = List.of("election", "kernel");
  private static final List<String> CHECKS = List.of("checks", "ipvs");
  private static final List<String> BFD = List.of("bfd");

  /** Stands for the scheduling of threads without real-time priority. */
  private static final int NORMAL = -1;

  private final OwnScheduling own = OwnScheduling.read();
  private final @Nullable Integer ownUmask;
  private ProcessTerms applied = ProcessTerms.DEFAULT;
  private final AutomaticPriority automatic;
  private final Runnable exceeded;
  private @Nullable Duration limit;
  private boolean listens;

  /**
   * Applies the settings of the first configuration, once its threads have started.
   *
   * @param loop runs a task on the election loop; does not wait for it
   * @param ownUmask that of the agent's parent; null if it is not known
   * @param exceeded called on a thread of its own when a thread has exceeded the real-time limit
   */
  public ProcessSettings(
      AgentConfig config,
      @Nullable Integer ownUmask,
      Executor loop,
      NanoClock clock,
      Runnable exceeded) {
    this.ownUmask = ownUmask;
    automatic = new AutomaticPriority(loop, clock, ProcessSettings::raise);
    this.exceeded = exceeded;
    follow(config);
  }

  /**
   * Sets the umask of a configuration, if it has one.
   *
   * @return the umask that the process had
   */
  public static @Nullable Integer umask(AgentConfig config) {
    var umask = config.process().terms().umask();
    return umask == null ? null : FileMode.umask(umask);
  }

  /**
   * Applies the settings of another configuration. Threads whose settings are no longer there are
   * scheduled like the rest of the process again.
   */
  public void follow(AgentConfig config) {
    var terms = config.process().terms();
    if (terms.umask() == null && applied.umask() != null && ownUmask != null) {
      FileMode.umask(ownUmask);
    }
    var _ = umask(config);
    int election = config.vrrp().realTimePriority();
    apply(ELECTION, own.instead(applied.election(), terms.election(), 0));
    apply(CHECKS, own.instead(applied.checks(), terms.checks(), NORMAL));
    apply(BFD, own.instead(applied.bfd(), terms.bfd(), election == 0 ? NORMAL : election));
    applied = terms;
    limit(terms.realTime().limit());
    automatic.follow(terms.realTime(), config.vrrp().realTimePriority());
  }

  private void limit(@Nullable Duration next) {
    if (Objects.equals(next, limit)) {
      return;
    }
    if (!listens) {
      listens = true;
      Signals.on("XCPU", exceeded); // without a handler the signal ends the process at once
    }
    RealTime.limit(next)
        .ifPresentOrElse(
            why -> log.warn("The limit of real-time threads: {}", why.getMessage()),
            () -> limit = next);
  }

  /** Gives the election's threads a real-time priority. */
  private static void raise(int priority) {
    apply(ELECTION, new Threads(null, List.of(), priority));
  }

  @Override
  public void close() {
    automatic.close();
  }

  private static void apply(List<String> names, Threads settings) {
    if (settings.equals(Threads.AS_THEY_ARE)) {
      return;
    }
    try (var threads = Files.newDirectoryStream(THREADS)) {
      for (var thread : threads) {
        var name = Files.readString(thread.resolve("comm")).strip();
        if (names.stream().anyMatch(group -> name.equals(group) || name.startsWith(group + "-"))) {
          apply(Integer.parseInt(thread.toFile().getName()), name, settings);
        }
      }
    } catch (IOException e) {
      log.warn("The scheduling of {} was not changed: {}", names, e.getMessage());
    }
  }

  private static void apply(int thread, String name, Threads settings) {
    var nice = settings.nice();
    if (nice != null) {
      warn(name, ThreadScheduling.nice(thread, nice));
    }
    if (!settings.cpus().isEmpty()) {
      var cpus = new BitSet();
      settings.cpus().forEach(cpus::set);
      warn(name, ThreadScheduling.cpus(thread, cpus));
    }
    if (settings.realTimePriority() > 0) {
      warn(name, RealTime.schedule(thread, settings.realTimePriority()));
    } else if (settings.realTimePriority() == NORMAL) {
      warn(name, RealTime.scheduleNormally(thread));
    }
  }

  private static void warn(String thread, Optional<LinuxException> refusal) {
    refusal.ifPresent(why -> log.warn("Thread {}: {}", thread, why.getMessage()));
  }
}
