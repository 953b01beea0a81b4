package org.holdfast.agent.metrics;

/**
 * The reloads since the start.
 *
 * @param applied number of applied reloads
 * @param refused number of refused reloads
 * @param lastApplied whether the last one was applied; true before the first
 */
public record Reloads(long applied, long refused, boolean lastApplied) {

  /** The counters before the first reload. */
  public static final Reloads NONE = new Reloads(0, 0, true);

  /** Returns the counters with one more reload. */
  public Reloads plus(boolean wasApplied) {
    return new Reloads(applied + (wasApplied ? 1 : 0), refused + (wasApplied ? 0 : 1), wasApplied);
  }
}
