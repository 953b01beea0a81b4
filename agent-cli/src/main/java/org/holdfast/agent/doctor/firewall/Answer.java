package org.holdfast.agent.doctor.firewall;

/** Whether a condition holds, as far as the doctor can evaluate it. */
enum Answer {
  YES,
  NO,
  PERHAPS;

  static Answer of(boolean holds) {
    return holds ? YES : NO;
  }

  Answer and(Answer other) {
    if (this == NO || other == NO) {
      return NO;
    }
    return this == YES ? other : this;
  }

  Answer not() {
    return switch (this) {
      case YES -> NO;
      case NO -> YES;
      case PERHAPS -> PERHAPS;
    };
  }
}
