package org.holdfast.net;

/** Counts with their nouns, for messages. */
public final class Plural {

  private Plural() {}

  /**
   * Returns {@code 1 error} or {@code 2 errors}.
   *
   * @param noun a noun in the singular whose plural ends in s
   */
  public static String of(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
