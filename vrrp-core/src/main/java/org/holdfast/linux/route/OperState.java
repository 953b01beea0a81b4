package org.holdfast.linux.route;

/** RFC 2863's operational status. */
public enum OperState {
  UNKNOWN(0),
  NOT_PRESENT(1),
  DOWN(2),
  LOWER_LAYER_DOWN(3),
  TESTING(4),
  DORMANT(5),
  UP(6);

  private final int number;

  OperState(int number) {
    this.number = number;
  }

  static OperState of(int number) {
    for (var state : values()) {
      if (state.number == number) {
        return state;
      }
    }
    return UNKNOWN;
  }
}
