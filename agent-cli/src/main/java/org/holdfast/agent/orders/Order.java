package org.holdfast.agent.orders;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.holdfast.time.ClockTime;

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
   * Returns a text such as {@code stepped down by root: kernel update, until
   * 2026-01-31T14:30:00+01:00}.
   *
   * @param zone the reader's time zone
   */
  public String words(ZoneId zone) {
    return words("", zone);
  }

  /**
   * Returns the same text with the progress: {@code being drained by root: deploy, 12 connections
   * left, until 2026-01-31T14:30:00+01:00}.
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
    end().ifPresent(end -> text.append(", until ").append(ClockTime.seconds(end, zone)));
    return text.toString();
  }

  /** Returns the end to display; the end of a drain is its deadline. */
  public Optional<Instant> end() {
    return action instanceof OrderAction.Drain drain ? Optional.of(drain.deadline()) : until;
  }
}
