package org.holdfast.ipvs;

/** The treatment of the table when the agent stops. */
public enum OnStop {
  /** Our services and their servers are removed. */
  WITHDRAW,
  /** Our services stay, and continue to serve without checks (keepalived's --dont-release-ipvs). */
  KEEP,
  /**
   * All services are removed, including those of other programs (keepalived's lvs_flush_on_stop).
   */
  FLUSH
}
