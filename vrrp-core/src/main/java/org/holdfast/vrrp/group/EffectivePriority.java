package org.holdfast.vrrp.group;

import java.util.List;
import org.holdfast.vrrp.ElectionTerms;

/**
 * The effective priority of an instance and how it is computed: the base, and the amount that each
 * weighted track adds or subtracts. Clamped to 1..254; an owner's 255 never changes. While an
 * operator's order to let other routers be master is in force, the value is 1, an owner's too.
 *
 * @param order the order in words; empty for none
 */
public record EffectivePriority(int base, List<Share> shares, String order, int value) {

  private static final int LEAST = 1;
  private static final int GREATEST = 254;

  public EffectivePriority {
    shares = List.copyOf(shares);
  }

  /** Adds up the shares. */
  public static EffectivePriority of(int base, List<Share> shares) {
    int value = base == ElectionTerms.OWNER ? base : Math.clamp(sum(base, shares), LEAST, GREATEST);
    return new EffectivePriority(base, shares, "", value);
  }

  private static long sum(int base, List<Share> shares) {
    long total = base;
    for (var share : shares) {
      total += share.amount();
    }
    return total;
  }

  /**
   * The same sum while an order gives precedence to the other routers.
   *
   * @param words the order in words, not empty
   */
  public EffectivePriority under(String words) {
    return new EffectivePriority(base, shares, words, LEAST);
  }

  /**
   * The sum as a reader would write it: {@code 150 - 60 (script web-alive failed) = 90}; while an
   * order is in force, {@code 1 (stepped down by root), without the order 150}.
   */
  public String arithmetic() {
    return order.isEmpty()
        ? ownArithmetic()
        : value + " (" + order + "), without the order " + of(base, shares).ownArithmetic();
  }

  private String ownArithmetic() {
    if (shares.isEmpty()) {
      return Integer.toString(value);
    }
    var text = new StringBuilder().append(base);
    long total = base;
    for (var share : shares) {
      long amount = share.amount();
      total += amount;
      text.append(amount < 0 ? " - " : " + ")
          .append(Math.abs(amount))
          .append(" (")
          .append(share.words())
          .append(')');
    }
    text.append(" = ").append(base == ElectionTerms.OWNER ? base : total);
    if (base == ElectionTerms.OWNER) {
      text.append(", as an owner's priority never moves");
    } else if (total != value) {
      text.append(", clamped to ").append(value);
    }
    return text.toString();
  }
}
