package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.CarrierSource;
import org.holdfast.vrrp.LinksConfig;
import org.holdfast.vrrp.link.LinkState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether each link of a {@link LinkBook} counts as up for the instances: as the kernel or its
 * carrier's queries report it, and after the delays of its settings. Owned by the election loop.
 */
final class LinkStates {

  private static final Logger log = LoggerFactory.getLogger(LinkStates.class);

  private final LinkBook book;
  private final NanoClock clock;
  private final LongConsumer alarm;
  private final Function<String, Duration> longestDown;
  private final Map<String, LinkState> states = new HashMap<>();
  private Map<String, Boolean> carriers = Map.of();
  private LinksConfig config;

  /**
   * @param alarm is given the instants at which {@link #turnedBy} has to be called
   * @param longestDown the longest delay that the instances on a link allow
   */
  LinkStates(
      LinkBook book,
      LinksConfig config,
      NanoClock clock,
      LongConsumer alarm,
      Function<String, Duration> longestDown) {
    this.book = book;
    this.config = config;
    this.clock = clock;
    this.alarm = alarm;
    this.longestDown = longestDown;
  }

  /** Changes the settings. A change that is already waited for keeps its instant. */
  void follow(LinksConfig next) {
    config = next;
    states.keySet().removeIf(link -> !next.of(link).isDelayed());
  }

  /** Replaces the answers of the links that are queried for their carrier. */
  void carriersAre(Map<String, Boolean> answers) {
    carriers = Map.copyOf(answers);
  }

  /** Whether the link counts as up. */
  boolean isUp(String link) {
    return report(link, isReportedUp(link));
  }

  /** Returns the time until the link counts as the opposite; null unless a delay runs. */
  @Nullable Double turnsInSeconds(String link) {
    var state = states.get(link);
    return state != null && state.isWaiting()
        ? Math.max(0, state.turnsAt() - clock.nanos()) / 1e9
        : null;
  }

  /**
   * Handles an outage that is over.
   *
   * @return whether it counts, because the settings neither delay it nor have the link queried
   */
  boolean outage(String link) {
    return config.of(link).carrier() == CarrierSource.KERNEL && !report(link, false);
  }

  private boolean report(String link, boolean up) {
    var delays = config.of(link);
    if (!delays.isDelayed()) {
      return up;
    }
    if (!book.exists(link)) {
      states.remove(link);
      return false;
    }
    long now = clock.nanos();
    var before = states.get(link);
    var after =
        before == null
            ? LinkState.first(up)
            : before.reported(up, delays, longestDown.apply(link), now);
    states.put(link, after);
    if (before != null) {
      logChange(link, before, after, now);
    }
    if (after.isWaiting()) {
      alarm.accept(after.turnsAt());
    }
    return after.up();
  }

  private static void logChange(String link, LinkState before, LinkState after, long now) {
    if (after.isWaiting() && !before.isWaiting()) {
      log.info(
          "{} counts as {} unless it is {} again within {} ms",
          link,
          word(!after.up()),
          word(after.up()),
          Duration.ofNanos(after.turnsAt() - now).toMillis());
    } else if (before.isWaiting() && !after.isWaiting() && before.up() == after.up()) {
      log.info(
          "{} was {} for {} ms only, which does not count",
          link,
          word(!before.up()),
          Duration.ofNanos(now - before.since()).toMillis());
    }
  }

  private static String word(boolean up) {
    return up ? "up" : "down";
  }

  /** Returns the links that count as something else since their delay has passed. */
  Set<String> turnedBy(long now) {
    var turned = new LinkedHashSet<String>();
    states.replaceAll((link, state) -> {
      var next = state.at(now);
      if (state.isWaiting() && !next.isWaiting()) {
        turned.add(link);
        log.info("{} counts as {}", link, word(next.up()));
      }
      return next;
    });
    states.values().stream()
        .filter(LinkState::isWaiting)
        .forEach(state -> alarm.accept(state.turnsAt()));
    return turned;
  }

  private boolean isReportedUp(String link) {
    if (config.of(link).carrier() == CarrierSource.KERNEL) {
      return book.isUp(link);
    }
    return book.place(link)
        .map(place -> place.link().isUp() && carriers.getOrDefault(link, place.link().isRunning()))
        .orElse(false);
  }
}
