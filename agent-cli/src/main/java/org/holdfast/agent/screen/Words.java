package org.holdfast.agent.screen;

/** Spans and numbers on screens. */
public final class Words {

  private Words() {}

  /** Returns a span in whole seconds, and its two largest units: {@code 12 min 5 s}. */
  public static String span(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return whole / 60 + " min" + part(whole % 60, "s");
    }
    return whole < 86_400
        ? whole / 3600 + " h" + part(whole % 3600 / 60, "min")
        : whole / 86_400 + " d" + part(whole % 86_400 / 3600, "h");
  }

  private static String part(long number, String unit) {
    return number == 0 ? "" : " " + number + " " + unit;
  }

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
