package org.holdfast.agent.snmp.agentx;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * An object identifier: 0 to 128 numbers of 32 bits without a sign (RFC 2741 section 5.1). Ordered
 * as SNMP orders names. Immutable.
 */
public final class Oid implements Comparable<Oid> {

  /** The most numbers that an identifier has. */
  static final int MOST = 128;

  /** The identifier without numbers, which stands for "none". */
  public static final Oid NONE = new Oid(new int[0]);

  private final int[] numbers;

  private Oid(int[] numbers) {
    if (numbers.length > MOST) {
      throw new IllegalArgumentException(numbers.length + " numbers (expected: 128 at most)");
    }
    this.numbers = numbers;
  }

  /** Makes an identifier of these numbers. */
  public static Oid of(int... numbers) {
    return new Oid(numbers.clone());
  }

  /**
   * Parses a text such as {@code 1.3.6.1.2.1}, with or without a dot at its beginning.
   *
   * @throws NumberFormatException if it is not such a text
   */
  public static Oid parse(String text) {
    var numbers = new ArrayList<Integer>();
    int from = text.startsWith(".") ? 1 : 0;
    while (from <= text.length()) {
      int dot = text.indexOf('.', from);
      int end = dot < 0 ? text.length() : dot;
      numbers.add(Integer.parseUnsignedInt(text.substring(from, end)));
      from = end + 1;
    }
    return new Oid(numbers.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Returns this identifier with more numbers at its end. */
  public Oid with(int... more) {
    var longer = Arrays.copyOf(numbers, numbers.length + more.length);
    System.arraycopy(more, 0, longer, numbers.length, more.length);
    return new Oid(longer);
  }

  /** Returns this identifier with all numbers of {@code more} at its end. */
  public Oid with(Oid more) {
    return with(more.numbers);
  }

  /** Whether {@code prefix} is the beginning of this identifier, or the whole of it. */
  public boolean startsWith(Oid prefix) {
    int length = prefix.numbers.length;
    return length <= numbers.length && Arrays.equals(numbers, 0, length, prefix.numbers, 0, length);
  }

  /** Returns the numbers from that index to the end. */
  public int[] from(int index) {
    return Arrays.copyOfRange(numbers, index, numbers.length);
  }

  public int size() {
    return numbers.length;
  }

  /** Returns the number at that index, as an int whose bits have no sign. */
  public int at(int index) {
    return numbers[index];
  }

  @Override
  public int compareTo(Oid other) {
    return Arrays.compareUnsigned(numbers, other.numbers);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Oid that && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }

  /** Returns the numbers with dots between them; empty for {@link #NONE}. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int number : numbers) {
      text.append(text.isEmpty() ? "" : ".").append(Integer.toUnsignedString(number));
    }
    return text.toString();
  }
}
