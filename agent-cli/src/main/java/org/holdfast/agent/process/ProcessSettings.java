package org.holdfast.agent.process;

import java.io.IOException;
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

  private static final List<String> ELECTION = List.of("election", "kernel");

  private final OwnScheduling own = OwnScheduling.read();
  private final @Nullable Integer ownUmask;
  private ProcessTerms applied = ProcessTerms.DEFAULT;
  private final RealTimeThreads realTime;
  private final AutomaticPriority automatic;
  private final Runnable exceeded;
  private @Nullable Duration limit;
  private boolean listens;

  /**
   * Applies the settings of the first configuration, once its threads have started.
   *
   * @param loop runs a task on the election loop; does not wait for it
   * @param ownUmask that of the agent's parent; null if it is not known
   * @param exceeded called on a thread of its own when the election, or another thread with a
   *     configured priority, has exceeded the real-time limit
   */
  public ProcessSettings(
      AgentConfig config,
      @Nullable Integer ownUmask,
      Executor loop,
      NanoClock clock,
      Runnable exceeded) {
    this.ownUmask = ownUmask;
    realTime = new RealTimeThreads(clock);
    automatic = new AutomaticPriority(loop, clock, realTime::raise);
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
    apply(ELECTION, own.instead(applied.election(), terms.election()));
    apply(RealTimePriorities.CHECKS, own.instead(applied.checks(), terms.checks()));
    apply(RealTimePriorities.BFD, own.instead(applied.bfd(), terms.bfd()));
    applied = terms;
    int election = config.vrrp().realTimePriority();
    realTime.follow(
        election,
        terms.realTime().highest(),
        terms.bfd().realTimePriority(),
        terms.checks().realTimePriority());
    limit(terms.realTime().limit());
    automatic.follow(terms.realTime(), election);
  }

  private void limit(@Nullable Duration next) {
    if (Objects.equals(next, limit)) {
      return;
    }
    if (!listens) {
      listens = true;
      Signals.on("XCPU", this::reached); // without a handler the signal ends the process at once
    }
    RealTime.limit(next)
        .ifPresentOrElse(
            why -> log.warn("The limit of real-time threads: {}", why.getMessage()),
            () -> limit = next);
  }

  private void reached() {
    if (realTime.isStuck()) {
      exceeded.run();
    }
  }

  @Override
  public void close() {
    automatic.close();
    realTime.close();
  }

  private static void apply(List<String> groups, Threads settings) {
    if (settings.nice() == null && settings.cpus().isEmpty()) {
      return;
    }
    try {
      for (var thread : ThreadStat.all()) {
        if (RealTimePriorities.isOneOf(groups, thread.name())) {
          apply(thread, settings);
        }
      }
    } catch (IOException e) {
      log.warn("The scheduling of {} was not changed: {}", groups, e.getMessage());
    }
  }

  private static void apply(ThreadStat thread, Threads settings) {
    var nice = settings.nice();
    if (nice != null) {
      warn(thread.name(), ThreadScheduling.nice(thread.thread(), nice));
    }
    if (!settings.cpus().isEmpty()) {
      var cpus = new BitSet();
      settings.cpus().forEach(cpus::set);
      warn(thread.name(), ThreadScheduling.cpus(thread.thread(), cpus));
    }
  }

  private static void warn(String thread, Optional<LinuxException> refusal) {
    refusal.ifPresent(why -> log.warn("Thread {}: {}", thread, why.getMessage()));
  }
}
