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
 * Runs the code of a takeover and of an update of the kernel's IPVS table once without any effect,
 * so that it is fast later. A JVM loads and links code at its first use; without a rehearsal, the
 * first takeover would take some hundred milliseconds longer.
 */
final class Rehearsal {

  private static final AtomicBoolean BEGUN = new AtomicBoolean();
  private static final CompletableFuture<VrrpConfig> CONFIGURATION = new CompletableFuture<>();
  private static final CompletableFuture<Void> ENDED = new CompletableFuture<>();

  private Rehearsal() {}

  /**
   * Begins the rehearsal while the command line and the configuration are still being read. Does
   * nothing if there is only one processor, where the start would take a third longer. Returns at
   * once.
   */
  static void beside() {
    if (Runtime.getRuntime().availableProcessors() > 1) {
      begin();
    }
  }

  /**
   * Continues with the part of the rehearsal that needs the configuration, and begins the rehearsal
   * if it has not begun. To be called once the agent serves and has written its first table,
   * because the rehearsal would delay both. Returns at once.
   *
   * @return completes when the rehearsal is over, on its thread
   */
  static CompletableFuture<Void> after(VrrpConfig config) {
    CONFIGURATION.complete(config);
    begin();
    return ENDED;
  }

  private static void begin() {
    if (!BEGUN.getAndSet(true)) {
      Thread.ofPlatform()
          .daemon()
          .name("rehearsal")
          .start(() -> {
            play(CONFIGURATION::join);
            ENDED.complete(null);
          });
    }
  }

  /**
   * Rehearses an update of a table, waits for the configuration, and rehearses a takeover by its
   * first instance of each family. A failure is logged and has no other effect.
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

  /** A separate class, so that the start does not wait for the setup of logging. */
  private static final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  }
}
