package org.holdfast.health;

/**
 * A check: a probe and its timing. Equal checks are run once, for all their listeners.
 *
 * @param logsFailures whether the log also has the failures that do not change the verdict of a
 *     good check (keepalived's log_all_failures)
 */
public record CheckSpec(Probe probe, CheckTiming timing, boolean logsFailures) {

  /** Creates a check that logs the changes of its verdict only. */
  public CheckSpec(Probe probe, CheckTiming timing) {
    this(probe, timing, false);
  }
}
