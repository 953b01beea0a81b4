package org.holdfast.agent.config.keepalived;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line that is repeated: {@code ~SEQ(var,...) rest}, {@code ~SEQx(...)} or {@code ~LST(...)}.
 *
 * @param names the parameters that differ in each repetition
 * @param rounds the values of each repetition
 */
record Sequence(List<String> names, List<List<String>> rounds) {

  private static final int MOST_ROUNDS = 65_536;

  /**
   * Parses a sequence; returns null if it is invalid.
   *
   * @param arguments the text between the parentheses, with parameters replaced
   */
  static @Nullable Sequence of(String word, String arguments) {
    var parts = split(arguments);
    return switch (word) {
      case "~SEQ" -> numbers(parts, 10);
      case "~SEQx" -> numbers(parts, 16);
      case "~LST" -> list(parts);
      default -> null;
    };
  }

  private static @Nullable Sequence numbers(List<String> parts, int radix) {
    if (parts.size() < 2 || parts.size() > 4 || !isName(parts.getFirst())) {
      return null;
    }
    var numbers = new ArrayList<Long>();
    for (var part : parts.subList(1, parts.size())) {
      var number = Numbers.parse(part);
      if (number == null) {
        return null;
      }
      numbers.add(number);
    }
    long end = numbers.getLast();
    long start = numbers.size() > 1 ? numbers.getFirst() : end < 0 ? -1 : 1;
    long step = numbers.size() > 2 ? numbers.get(1) : end < start ? -1 : 1;
    if (step == 0 || ((step > 0) != (end >= start) && end != start)) {
      return null;
    }
    if ((end - start) / step >= MOST_ROUNDS) {
      return null;
    }
    int rounds = (int) ((end - start) / step) + 1;
    return new Sequence(List.of(parts.getFirst()), new Numbered(start, step, rounds, radix));
  }

  /** Numbers that exist only while they are used, because sequences may stand in each other. */
  private static final class Numbered extends AbstractList<List<String>> {

    private final long start;
    private final long step;
    private final int size;
    private final int radix;

    Numbered(long start, long step, int size, int radix) {
      this.start = start;
      this.step = step;
      this.size = size;
      this.radix = radix;
    }

    @Override
    public List<String> get(int index) {
      return List.of(Long.toString(start + Objects.checkIndex(index, size) * step, radix));
    }

    @Override
    public int size() {
      return size;
    }
  }

  private static @Nullable Sequence list(List<String> parts) {
    if (parts.size() < 2) {
      return null;
    }
    var names = tuple(parts.getFirst());
    var rounds = new ArrayList<List<String>>();
    for (var part : parts.subList(1, parts.size())) {
      var values = tuple(part);
      if (values.size() != names.size()) {
        return null;
      }
      rounds.add(values);
    }
    for (var name : names) {
      if (!isName(name)) {
        return null;
      }
    }
    return new Sequence(names, rounds);
  }

  private static List<String> tuple(String part) {
    return part.startsWith("{") && part.endsWith("}")
        ? split(part.substring(1, part.length() - 1))
        : List.of(part);
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Parameters.isOfName(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Splits at the commas outside of braces. */
  static List<String> split(String text) {
    var parts = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '{' -> depth++;
        case '}' -> depth--;
        case ',' -> {
          if (depth <= 0) {
            parts.add(text.substring(start, i).strip());
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }
}
