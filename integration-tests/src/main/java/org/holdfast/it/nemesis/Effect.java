package org.holdfast.it.nemesis;

/**
 * What clients may notice of a fault, from its begin until the pair has recovered from it. Each
 * effect includes those before it.
 */
public enum Effect {
  /** Nothing: no instance changes its state. */
  NOTHING,

  /**
   * The addresses may move to the other director. Clients miss them for the time of a takeover, and
   * two directors answer for them for the time of a handover.
   */
  MOVE,

  /**
   * Two directors may answer for an address: they do not hear each other, or a dead agent's
   * addresses are still in the kernel.
   */
  SPLIT,

  /** Clients may get no answers: the owner of an address cannot hear them, or there is none. */
  OUTAGE;

  /** Returns the larger of two effects. */
  public Effect and(Effect other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
