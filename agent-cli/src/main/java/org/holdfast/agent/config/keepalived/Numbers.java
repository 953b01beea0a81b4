package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.jspecify.annotations.Nullable;

/** Reads numbers as keepalived does. */
final class Numbers {

  private static final int LONGEST = 18;

  private Numbers() {}

  /**
   * Parses a whole number in decimal, or in hexadecimal after 0x; returns null if the text is not a
   * number.
   */
  static @Nullable Long parse(String text) {
    boolean negative = text.startsWith("-");
    var digits = negative || text.startsWith("+") ? text.substring(1) : text;
    boolean hexadecimal = digits.startsWith("0x") || digits.startsWith("0X");
    digits = hexadecimal ? digits.substring(2) : digits;
    if (digits.isEmpty() || digits.length() > (hexadecimal ? 15 : LONGEST)) {
      return null;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, hexadecimal ? 16 : 10) : -1;
      if (digit < 0) {
        return null;
      }
      number = number * (hexadecimal ? 16 : 10) + digit;
    }
    return negative ? -number : number;
  }

  /**
   * Like {@link #parse(String)}, but also returns null for a number outside the bounds of {@code
   * key}.
   */
  static @Nullable Long parse(String text, Key<Long> key) {
    var type = (NumberType) key.type();
    var number = parse(text);
    return number == null || number < type.least() || number > type.most() ? null : number;
  }

  /**
   * Parses the whole number at the beginning of {@code text}, as keepalived does for values where
   * trailing text only causes a warning. Returns 0 if there is no number, and null if the number is
   * too long.
   */
  static @Nullable Long leading(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    boolean hexadecimal = text.startsWith("0x", signed ? 1 : 0);
    int start = (signed ? 1 : 0) + (hexadecimal ? 2 : 0);
    int end = start;
    while (end < text.length() && Character.digit(text.charAt(end), hexadecimal ? 16 : 10) >= 0) {
      end++;
    }
    return end == start ? Long.valueOf(0) : parse(text.substring(0, end));
  }

  /**
   * Parses digits with an optional point before or between them; returns null if the text is not
   * such a number.
   */
  static @Nullable BigDecimal decimal(String text) {
    boolean hasDigit = false;
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      hasDigit |= c >= '0' && c <= '9';
      points += c == '.' ? 1 : 0;
      if (!(c == '.' || (c >= '0' && c <= '9'))) {
        return null;
      }
    }
    if (!hasDigit || points > 1 || text.length() > LONGEST) {
      return null;
    }
    return new BigDecimal(text.endsWith(".") ? text + "0" : text);
  }
}
