package org.holdfast.vrrp.group;

import java.util.List;
import org.holdfast.vrrp.ElectionTerms;

/**
 * The priority that an instance stands with, and how it comes about: the base, and what each
 * weighted track adds or takes. Clamped to 1..254; an owner's 255 never moves.
 */
public record EffectivePriority(int base, List<Share> shares, int value) {

  private static final int LEAST = 1;
  private static final int GREATEST = 254;

  public EffectivePriority {
    shares = List.copyOf(shares);
  }

  /** Adds the shares up. */
  public static EffectivePriority of(int base, List<Share> shares) {
    if (base == ElectionTerms.OWNER) {
      return new EffectivePriority(base, shares, base);
    }
    long total = base;
    for (var share : shares) {
      total += share.amount();
    }
    return new EffectivePriority(base, shares, Math.clamp(total, LEAST, GREATEST));
  }

  /** The sum as a reader would write it: {@code 150 - 60 (script web-alive failed) = 90}. */
  public String arithmetic() {
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
