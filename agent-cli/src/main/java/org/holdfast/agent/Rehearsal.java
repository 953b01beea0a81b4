package org.holdfast.agent;

import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.time.NanoClock;
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

  /** Begins the rehearsal unless it has begun already. Returns at once. */
  static void after() {
    begin();
  }

  private static void begin() {
    if (!BEGUN.getAndSet(true)) {
      Thread.ofPlatform().daemon().name("rehearsal").start(Rehearsal::play);
    }
  }

  /** Logs a failure at debug level only: what fails here is reported when it fails for real. */
  private static void play() {
    try {
      TakeoverRehearsal.play();
      var _ = NetlinkIpvsKernel.rehearse(NanoClock.system());
    } catch (RuntimeException | Error failure) {
      Log.LOG.debug("the rehearsal ended early", failure);
    }
  }

  /** A class of its own, so that the start does not wait until logging is set up. */
  private static final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  }
}
