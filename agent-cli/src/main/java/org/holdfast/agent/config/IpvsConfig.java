package org.holdfast.agent.config;

import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the kernel's IPVS that do not belong to a single service.
 *
 * @param flushAtStart whether the table is emptied at the start (keepalived's lvs_flush); otherwise
 *     services that an earlier process of the agent left are adopted or repaired
 * @param syncDaemon null if no sync daemon is configured
 * @param marks null if every address of a virtual server is a service of its own
 */
public record IpvsConfig(
    boolean flushAtStart,
    OnStop onStop,
    @Nullable SyncDaemonConfig syncDaemon,
    Timeouts timeouts,
    @Nullable MarkTableConfig marks) {

  /** The settings if the file has none. */
  public static final IpvsConfig DEFAULT =
      new IpvsConfig(false, OnStop.WITHDRAW, null, Timeouts.AS_IS, null);

  /** Returns a copy whose table stays when the agent ends. */
  IpvsConfig keptAtStop() {
    return new IpvsConfig(flushAtStart, OnStop.KEEP, syncDaemon, timeouts, marks);
  }

  IpvsConfig withoutSyncDaemon() {
    return new IpvsConfig(flushAtStart, onStop, null, timeouts, marks);
  }
}
