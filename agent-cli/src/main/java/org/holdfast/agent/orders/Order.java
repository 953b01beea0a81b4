package org.holdfast.agent.orders;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * An action that an operator ordered, and the operator.
 *
 * @param owner the name of the user that gave the order, or {@code uid 1000}
 * @param reason the reason that the operator gave; empty for none
 * @param given the time at which the order was given
 * @param until the time at which the order expires; empty if it holds until it is withdrawn
 */
public record Order(
    OrderAction action, String owner, String reason, Instant given, Optional<Instant> until) {

  private static final Duration DAY = Duration.ofDays(1);

  /** The target of the action. */
  public String target() {
    return action.target();
  }

  /** Returns the same order with another action. */
  public Order with(OrderAction other) {
    return new Order(other, owner, reason, given, until);
  }

  /** Whether the order has expired. */
  public boolean isOver(Instant now) {
    return until.isPresent() && !now.isBefore(until.get());
  }

  /**
   * Returns a text such as {@code stepped down by root: kernel update, until 14:30:00}.
   *
   * @param zone the reader's time zone
   */
  public String words(ZoneId zone) {
    return words("", zone);
  }

  /**
   * Returns the same text with the progress: {@code draining by root: deploy, 12 connections left,
   * until 14:30:00}.
   *
   * @param standing the progress; empty for none
   */
  public String words(String standing, ZoneId zone) {
    var text = new StringBuilder(action.participle()).append(" by ").append(owner);
    if (!reason.isEmpty()) {
      text.append(": ").append(reason);
    }
    if (!standing.isEmpty()) {
      text.append(", ").append(standing);
    }
    end().ifPresent(end -> text.append(", until ").append(time(end, zone)));
    return text.toString();
  }

  /** Returns the end to display; the end of a drain is its deadline. */
  public Optional<Instant> end() {
    return action instanceof OrderAction.Drain drain ? Optional.of(drain.deadline()) : until;
  }

  /** Returns the time of day, with the date if it is not today. */
  private String time(Instant instant, ZoneId zone) {
    boolean near = Duration.between(given, instant).compareTo(DAY) < 0;
    return DateTimeFormatter.ofPattern(near ? "HH:mm:ss" : "yyyy-MM-dd HH:mm", Locale.ROOT)
        .format(instant.atZone(zone));
  }
}
