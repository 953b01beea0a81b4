package org.holdfast.agent.metrics;

/**
 * The reloads since the start.
 *
 * @param applied number of applied reloads
 * @param refused number of refused reloads
 * @param lastApplied whether the last one was applied; true before the first
 */
public record Reloads(long applied, long refused, boolean lastApplied) {

  /** No reload yet. */
  public static final Reloads NONE = new Reloads(0, 0, true);

  /** Adds a reload. */
  public Reloads plus(boolean wasApplied) {
    return new Reloads(applied + (wasApplied ? 1 : 0), refused + (wasApplied ? 0 : 1), wasApplied);
  }
}
