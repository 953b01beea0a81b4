package org.holdfast.agent;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ReadingRehearsal;
import org.holdfast.agent.publish.Commands;
import org.holdfast.agent.reload.ConfigDiff;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.io.TakeoverRehearsal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code of a takeover, of the kernel's table and of a reload once without any effect, so
 * that it is fast later. A JVM loads and links code at its first use; without a rehearsal that
 * would be the first takeover, which would take some hundred milliseconds longer.
 */
final class Rehearsal {

  private static final AtomicBoolean PLAYED = new AtomicBoolean();

  private Rehearsal() {}

  /**
   * Rehearses code that the start itself needs, while the command line and the configuration are
   * still being read; without it the start would take a third longer. Does nothing if there is only
   * one processor. Returns at once.
   */
  static void beside() {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      play(List.of(Rehearsal::playStart));
    }
  }

  /**
   * Rehearses the other code once the agent serves. Returns at once. Without virtual servers a
   * reload is little work and is not rehearsed.
   *
   * @param comparing compares the whole configuration as a reload does
   */
  static void after(AgentConfig config, Runnable comparing) {
    play(
        config.virtualServers().isEmpty()
            ? List.of(Rehearsal::playStart)
            : List.of(Rehearsal::playStart, Rehearsal::playReload, comparing));
  }

  private static void play(List<Runnable> acts) {
    Thread.ofPlatform().daemon().name("rehearsal").start(() -> acts.forEach(Rehearsal::attempt));
  }

  /** Ignores a failure, as the real action will fail too and report it. */
  private static void attempt(Runnable act) {
    try {
      act.run();
    } catch (RuntimeException | Error failure) {
      Log.LOG.debug("a rehearsal ended early", failure);
    }
  }

  private static void playStart() {
    if (!PLAYED.getAndSet(true)) {
      TakeoverRehearsal.play();
      var _ = NetlinkIpvsKernel.rehearse(NanoClock.system());
    }
  }

  private static void playReload() {
    try {
      var read = ReadingRehearsal.play();
      var _ = ConfigDiff.of(read.getFirst(), read.getLast());
      var _ = Commands.of(read.getLast().config());
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A class of its own, so that the start of a rehearsal does not wait for the log. */
  private static final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  }
}
