package org.holdfast.agent.orders;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A wish, and whose it is.
 *
 * @param owner the name of the user that gave it, or {@code uid 1000}
 * @param reason for whoever finds it; empty for none
 * @param given when
 * @param until when it ends by itself; empty for when it is taken back
 */
public record Order(
    OrderAction wish, String owner, String reason, Instant given, Optional<Instant> until) {

  private static final Duration DAY = Duration.ofDays(1);

  /** What wish.target() says. */
  public String target() {
    return wish.target();
  }

  /** The same order with another wish. */
  public Order with(OrderAction other) {
    return new Order(other, owner, reason, given, until);
  }

  /** Whether its time is over. */
  public boolean isOver(Instant now) {
    return until.isPresent() && !now.isBefore(until.get());
  }

  /**
   * Such as {@code stepped down by root: kernel update, until 14:30:00}.
   *
   * @param zone of the reader
   */
  public String words(ZoneId zone) {
    return words("", zone);
  }

  /**
   * The same with something to say of how it stands: {@code draining by root: deploy, 12
   * connections left, until 14:30:00}.
   *
   * @param standing empty for nothing
   */
  public String words(String standing, ZoneId zone) {
    var text = new StringBuilder(wish.participle()).append(" by ").append(owner);
    if (!reason.isEmpty()) {
      text.append(": ").append(reason);
    }
    if (!standing.isEmpty()) {
      text.append(", ").append(standing);
    }
    end().ifPresent(end -> text.append(", until ").append(time(end, zone)));
    return text.toString();
  }

  /** The end that a reader wants to know of: a drain's is its deadline. */
  public Optional<Instant> end() {
    return wish instanceof OrderAction.Drain drain ? Optional.of(drain.deadline()) : until;
  }

  /** The time of day, with the date where that alone says too little. */
  private String time(Instant instant, ZoneId zone) {
    boolean near = Duration.between(given, instant).compareTo(DAY) < 0;
    return DateTimeFormatter.ofPattern(near ? "HH:mm:ss" : "yyyy-MM-dd HH:mm", Locale.ROOT)
        .format(instant.atZone(zone));
  }
}
