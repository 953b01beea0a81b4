package org.holdfast.agent.config;

import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the kernel's IPVS as a whole.
 *
 * @param flushAtStart whether the table is emptied at the start (keepalived's lvs_flush); otherwise
 *     services that an earlier process of the agent left are adopted or repaired
 * @param syncDaemon null for none
 */
public record IpvsConfig(
    boolean flushAtStart, OnStop onStop, @Nullable SyncDaemonConfig syncDaemon, Timeouts timeouts) {

  /** The settings of a file that has none. */
  public static final IpvsConfig DEFAULT =
      new IpvsConfig(false, OnStop.WITHDRAW, null, Timeouts.AS_IS);
}
