package org.holdfast.linux.route;

import java.util.Optional;

/** The action of a rule on the packets that it matches. */
public enum RuleAction {
  /** Looks up the route in the rule's table. */
  LOOKUP(1),
  /** Continues with the rule of a higher priority number. */
  GOTO(2),
  /** Does nothing; the target of a GOTO. */
  NOP(3),
  BLACKHOLE(6),
  UNREACHABLE(7),
  PROHIBIT(8);

  private final int number;

  RuleAction(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static Optional<RuleAction> of(int number) {
    for (var action : values()) {
      if (action.number == number) {
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }
}
