package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole number: decimal digits without leading zeros, which YAML 1.1 would read as octal. Bit
 * masks may also be written as {@code 0x} and hexadecimal digits. Some numbers have names.
 */
public final class NumberType extends Scalar<Long> {

  private final long least;
  private final long most;
  private final boolean hexadecimal;
  private final Map<String, Long> names;

  private NumberType(long least, long most, boolean hexadecimal, Map<String, Long> names) {
    this.least = least;
    this.most = most;
    this.hexadecimal = hexadecimal;
    this.names = names;
  }

  public static NumberType from(long least, long most) {
    return new NumberType(least, most, false, Map.of());
  }

  /** Returns the type of 32-bit values, such as firewall marks. */
  public static NumberType bits() {
    return new NumberType(0, 0xffff_ffffL, true, Map.of());
  }

  /** Returns the type of a firewall mark of packets: 32 bits, not 0. */
  public static NumberType mark() {
    return new NumberType(1, 0xffff_ffffL, true, Map.of());
  }

  /** Returns the least number, except for named numbers. */
  public long least() {
    return least;
  }

  /** Returns the highest number, except for named numbers. */
  public long most() {
    return most;
  }

  /**
   * Returns a type that also accepts {@code name} for {@code number}, which may be outside the
   * range.
   */
  public NumberType orNamed(String name, long number) {
    var more = new LinkedHashMap<>(names);
    more.put(name, number);
    return new NumberType(least, most, hexadecimal, more);
  }

  @Override
  @Nullable Long parse(String text) {
    var named = names.get(text);
    if (named != null) {
      return named;
    }
    boolean hex = hexadecimal && text.startsWith("0x");
    boolean signed = text.startsWith("-") || text.startsWith("+");
    var digits = text.substring(hex ? 2 : signed ? 1 : 0);
    if (digits.isEmpty()
        || digits.length() > 10
        || (digits.length() > 1 && digits.charAt(0) == '0' && !hex)) {
      return null;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      int digit = c < 128 ? Character.digit(c, hex ? 16 : 10) : -1;
      if (digit < 0) {
        return null;
      }
      number = number * (hex ? 16 : 10) + digit;
    }
    number = text.startsWith("-") ? -number : number;
    return number < least || number > most ? null : (Long) number;
  }

  @Override
  String remedy(String text) {
    int zeros = 0;
    while (zeros < text.length() - 1 && text.charAt(zeros) == '0') {
      zeros++;
    }
    return zeros > 0 && parse(text.substring(zeros)) != null
        ? "; write it without the leading zero: " + text.substring(zeros)
        : "";
  }

  @Override
  public String text(Long value) {
    for (var named : names.entrySet()) {
      if (named.getValue().equals(value)) {
        return named.getKey();
      }
    }
    return hexadecimal && value > 0xffff ? "0x" + Long.toHexString(value) : value.toString();
  }

  @Override
  public Object written(Long value) {
    var text = text(value);
    return text.equals(value.toString()) ? value : text;
  }

  @Override
  public String expected() {
    var range = "a whole number from " + least + " to " + most;
    return (hexadecimal ? range + ", 0x... for hexadecimal" : range)
        + (names.isEmpty() ? "" : ", or " + String.join(", ", names.keySet()));
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    var number = fragment("type", "integer", "minimum", least, "maximum", most);
    if (!hexadecimal && names.isEmpty()) {
      return number;
    }
    var forms = new ArrayList<Map<String, Object>>();
    forms.add(number);
    if (hexadecimal) {
      forms.add(fragment("pattern", "^0x[0-9a-fA-F]{1,8}$"));
    }
    if (!names.isEmpty()) {
      forms.add(fragment("enum", List.copyOf(names.keySet())));
    }
    return fragment("anyOf", forms);
  }
}
