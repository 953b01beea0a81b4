package org.holdfast.agent.config;

import java.util.List;

/** Lists the existing names for the error message about an unknown name. */
public final class KnownNames {

  /** The most names shown; a longer list would be hard to read. */
  private static final int SHOWN = 10;

  private KnownNames() {}

  /**
   * Returns {@code there is none}, {@code there is a} or {@code there are a, b}; names at most ten.
   */
  public static String clause(List<String> names) {
    return switch (names.size()) {
      case 0 -> "there is none";
      case 1 -> "there is " + names.getFirst();
      default ->
          names.size() <= SHOWN
              ? "there are " + String.join(", ", names)
              : "there are "
                  + names.size()
                  + ", the first are "
                  + String.join(", ", names.subList(0, SHOWN));
    };
  }
}
