package org.holdfast.agent.metrics;

/**
 * What has become of reloads since the start.
 *
 * @param applied how many the agent has followed
 * @param refused how many it has not, and changed nothing
 * @param lastApplied whether the last one was followed; true before the first
 */
public record Reloads(long applied, long refused, boolean lastApplied) {

  /** None yet. */
  public static final Reloads NONE = new Reloads(0, 0, true);

  /** One more. */
  public Reloads plus(boolean wasApplied) {
    return new Reloads(applied + (wasApplied ? 1 : 0), refused + (wasApplied ? 0 : 1), wasApplied);
  }
}
