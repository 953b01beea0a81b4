package org.holdfast.agent.config;

import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the kernel's IPVS as a whole.
 *
 * @param flushAtStart whether the table is emptied first; otherwise what an earlier life of ours
 *     left is adopted or repaired (keepalived's lvs_flush)
 * @param syncDaemon null for none
 */
public record IpvsConfig(
    boolean flushAtStart, OnStop onStop, @Nullable SyncDaemonConfig syncDaemon, Timeouts timeouts) {

  /** Nothing said. */
  public static final IpvsConfig DEFAULT =
      new IpvsConfig(false, OnStop.WITHDRAW, null, Timeouts.AS_IS);
}
