package org.holdfast.ipvs.plan;

/** What becomes of services that are not ours. */
public enum Foreign {
  /** They stay as they are. */
  KEEP,
  /** They are removed. */
  REMOVE
}
