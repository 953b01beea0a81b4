package org.holdfast.health.bfd;

import java.util.List;

/** The result of an event: the new state and the effects, in order. */
public record BfdStep(BfdSession session, List<BfdEffect> effects) {

  public BfdStep {
    effects = List.copyOf(effects);
  }
}
