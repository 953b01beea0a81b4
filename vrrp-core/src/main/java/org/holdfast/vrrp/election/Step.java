package org.holdfast.vrrp.election;

import java.util.ArrayList;
import java.util.List;

/** The answer to an event: the new state and the effects, in order. */
public record Step(State state, List<Effect> effects) {

  public Step {
    effects = List.copyOf(effects);
  }

  static Step stay(State state) {
    return new Step(state, List.of());
  }

  static Step of(State state, Effect... effects) {
    return new Step(state, List.of(effects));
  }

  /** The same step, with {@code first} before all other effects. */
  Step precededBy(Effect first) {
    var all = new ArrayList<Effect>(effects.size() + 1);
    all.add(first);
    all.addAll(effects);
    return new Step(state, all);
  }
}
