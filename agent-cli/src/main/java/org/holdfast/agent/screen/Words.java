package org.holdfast.agent.screen;

/** Numbers on screens. */
public final class Words {

  private Words() {}

  /** Returns a number in at most five characters: {@code 12345}, {@code 123k}, {@code 12M}. */
  public static String number(long number) {
    if (number < 100_000) {
      return Long.toString(number);
    }
    if (number < 10_000_000) {
      return number / 1000 + "k";
    }
    return number < 10_000_000_000L ? number / 1_000_000 + "M" : number / 1_000_000_000 + "G";
  }
}
