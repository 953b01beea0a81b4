package org.holdfast.agent.config.table;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes in hexadecimal digits; blanks between them are ignored. */
public final class HexType extends Scalar<String> {

  public static final HexType BYTES = new HexType(false);

  /** {@code X} stands for any digit, and the word {@code any} for no bytes at all. */
  public static final HexType PATTERN = new HexType(true);

  private static final int MOST_DIGITS = 2 * 1472;

  private final boolean isPattern;

  private HexType(boolean isPattern) {
    this.isPattern = isPattern;
  }

  @Override
  @Nullable String parse(String text) {
    if (isPattern && text.equals("any")) {
      return "";
    }
    var digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ') {
        continue;
      }
      boolean isWild = isPattern && (c == 'X' || c == 'x');
      if (c > 127 || (!isWild && Character.digit(c, 16) < 0)) {
        return null;
      }
      digits.append(isWild ? 'X' : Character.toLowerCase(c));
    }
    boolean whole = digits.length() % 2 == 0 && digits.length() <= MOST_DIGITS;
    return whole && !digits.isEmpty() ? digits.toString() : null;
  }

  @Override
  public String text(String value) {
    return value.isEmpty() ? "any" : value;
  }

  @Override
  public String expected() {
    return "hexadecimal digits, two per byte" + (isPattern ? ", X for any digit; or any" : "");
  }

  /** Accepts numbers too, because an editor reads a text of digits as a number. */
  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "type",
        List.of("string", "number"),
        "pattern",
        isPattern ? "^(any|[0-9a-fA-FxX ]+)$" : "^[0-9a-fA-F ]+$");
  }
}
