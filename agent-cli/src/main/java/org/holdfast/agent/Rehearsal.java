package org.holdfast.agent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.holdfast.agent.process.LastCatch;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.net.Family;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.io.TakeoverRehearsal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code of a takeover and of writing the kernel's IPVS table once without any effect, so
 * that it is fast later. A JVM loads and links code at its first use; without a rehearsal that
 * would be the first takeover, which would take some hundred milliseconds longer.
 */
final class Rehearsal {

  private static final AtomicBoolean BEGUN = new AtomicBoolean();
  private static final CompletableFuture<VrrpConfig> CONFIGURATION = new CompletableFuture<>();

  private Rehearsal() {}

  /**
   * Begins the rehearsal while the command line and the configuration are still being read, unless
   * there is only one processor: the start would take a third longer there. Returns at once.
   */
  static void beside() {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      begin();
    }
  }

  /**
   * Has the rehearsal go on with what needs the configuration, once the agent serves: it would
   * delay the start. Begins it unless it has begun already. Returns at once.
   */
  static void after(VrrpConfig config) {
    CONFIGURATION.complete(config);
    begin();
  }

  private static void begin() {
    if (!BEGUN.getAndSet(true)) {
      Thread.ofPlatform().daemon().name("rehearsal").start(() -> play(CONFIGURATION::join));
    }
  }

  /**
   * Goes through the writing of a table, waits for the configuration, and goes through a takeover
   * of its first instance of each family. A failure is logged and has no other effect.
   */
  static void play(Supplier<VrrpConfig> configuration) {
    try {
      TakeoverRehearsal.prepare();
      var _ = NetlinkIpvsKernel.rehearse(NanoClock.system());
      var instances = configuration.get().instances();
      for (var family : Family.values()) {
        instances.stream()
            .filter(instance -> instance.family() == family)
            .findFirst()
            .ifPresent(TakeoverRehearsal::play);
      }
    } catch (RuntimeException | Error failure) {
      Log.LOG.warn(
          "The rehearsal of a takeover failed, so the first takeover may take 0.1 s longer: {}",
          LastCatch.words(failure));
      Log.LOG.debug("The rehearsal failed", failure);
    }
  }

  /** A class of its own, so that the start does not wait until logging is set up. */
  private static final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  }
}
