package org.holdfast.health.run;

import java.util.List;
import org.holdfast.health.CheckState;

/**
 * The states of all checks at one moment.
 *
 * @param nanos the moment
 * @param states in the order in which the checks were first subscribed
 */
public record CheckStates(long nanos, List<CheckState> states) {

  /** No checks. */
  public static final CheckStates NONE = new CheckStates(0, List.of());

  public CheckStates {
    states = List.copyOf(states);
  }

  /** Returns a check's status at this moment. */
  public CheckStatus status(CheckState state) {
    return CheckStatus.of(state, nanos);
  }
}
