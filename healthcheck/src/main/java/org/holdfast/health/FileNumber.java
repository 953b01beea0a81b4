package org.holdfast.health;

/**
 * The number in a track file, read from its first line as strtol does with base 0: blanks, a sign,
 * then decimal digits, octal ones after a 0, or hexadecimal ones after 0x. A number beyond 32 bits
 * becomes the nearest that fits.
 *
 * @param value 0 for an empty file or text that is not a number
 * @param sound false when the line contains more than the number and blanks
 */
public record FileNumber(int value, boolean sound) {

  /** Reads a text. Never throws. */
  public static FileNumber of(String text) {
    var line = text.lines().findFirst().orElse("").strip();
    boolean negative = line.startsWith("-");
    int at = negative || line.startsWith("+") ? 1 : 0;
    int base = 10;
    if (line.startsWith("0x", at) || line.startsWith("0X", at)) {
      base = 16;
      at += 2;
    } else if (line.startsWith("0", at)) {
      base = 8;
    }
    int first = at;
    long number = 0;
    while (at < line.length() && digit(line.charAt(at), base) >= 0) {
      number = Math.min(Integer.MAX_VALUE + 1L, number * base + digit(line.charAt(at), base));
      at++;
    }
    long signed = negative ? -number : number;
    boolean sound = line.isEmpty() || (at > first && at == line.length());
    return new FileNumber((int) Math.min(signed, Integer.MAX_VALUE), sound);
  }

  private static int digit(char c, int base) {
    return c < 128 ? Character.digit(c, base) : -1;
  }
}
