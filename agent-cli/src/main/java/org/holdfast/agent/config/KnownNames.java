package org.holdfast.agent.config;

import java.util.List;

/** Lists the names that exist, for the answer to a name that does not. */
public final class KnownNames {

  /** A longer list would be hard to read. */
  private static final int SHOWN = 10;

  private KnownNames() {}

  /** {@code there is none}, {@code there is a}, {@code there are a, b}, and ten of a long list. */
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
