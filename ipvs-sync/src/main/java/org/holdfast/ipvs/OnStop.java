package org.holdfast.ipvs;

/** What becomes of the table when the agent stops. */
public enum OnStop {
  /** Our services and their servers are taken out. */
  WITHDRAW,
  /** Our services stay, and go on serving without checks (keepalived's --dont-release-ipvs). */
  KEEP,
  /** All services are removed, whoever made them (keepalived's lvs_flush_on_stop). */
  FLUSH
}
