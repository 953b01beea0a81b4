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
 * Goes once through what must not take long later, without doing any of it: a takeover, the
 * kernel's table, a reload. A JVM loads and links code at its first use; without a rehearsal the
 * first use would be the first takeover, some hundred milliseconds long.
 */
final class Rehearsal {

  private static final AtomicBoolean PLAYED = new AtomicBoolean();

  private Rehearsal() {}

  /**
   * What the start does too, while the command line and the configuration are still being read: it
   * would take a third longer. Only where there is a processor to spare; comes back at once.
   */
  static void beside() {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      play(List.of(Rehearsal::playStart));
    }
  }

  /**
   * The rest, once the agent serves; comes back at once. Without virtual servers a reload is little
   * work, and nothing is rehearsed of it.
   *
   * @param comparing what a reload does with all that is configured
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

  /** What fails here will fail, and be told, in earnest. */
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

  /** Apart, so that who begins a rehearsal need not wait for the log. */
  private static final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  }
}
