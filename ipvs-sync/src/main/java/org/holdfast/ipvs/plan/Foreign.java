package org.holdfast.ipvs.plan;

/** What happens to services that are not ours. */
public enum Foreign {
  /** They stay unchanged. */
  KEEP,
  /** They are removed. */
  REMOVE
}
