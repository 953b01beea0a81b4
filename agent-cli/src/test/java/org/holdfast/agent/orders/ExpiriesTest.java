package org.holdfast.agent.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExpiriesTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration DECADE = Duration.ofDays(3650);

  private Instant wall = NOON;
  private long nanos = -500;

  private Expiries expiries(OrderBook book) {
    InstantSource source = () -> wall;
    return new Expiries(book, source.withZone(ZoneOffset.UTC), () -> nanos);
  }

  private static Order stepDown(String instance, Instant given, Duration span) {
    return order(new OrderAction.StepDown(instance), given, Optional.of(given.plus(span)));
  }

  private static Order order(OrderAction action, Instant given, Optional<Instant> until) {
    return new Order(action, "root", "", given, until);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    wall = wall.plus(time);
  }

  @Test
  void aClockThatIsSetBackDoesNotProlongAnOrder() {
    var expiries = expiries(OrderBook.EMPTY);
    var order = stepDown("VI_1", NOON, Duration.ofSeconds(1));
    expiries.begin(order);
    wall = NOON.minus(Duration.ofHours(1));

    pass(Duration.ofMillis(999));
    assertThat(expiries.isOver(order)).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(expiries.isOver(order)).isTrue();
  }

  @Test
  void aClockThatIsSetForwardDoesNotEndAnOrder() {
    var expiries = expiries(OrderBook.EMPTY);
    var order = stepDown("VI_1", NOON, Duration.ofMinutes(1));
    expiries.begin(order);
    wall = NOON.plus(DECADE);

    assertThat(expiries.isOver(order)).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(expiries.isOver(order)).isTrue();
  }

  @Test
  void anOrderOfAnEarlierProcessEndsAtItsTimeOfDay() {
    var order = stepDown("VI_1", NOON, Duration.ofMinutes(10));
    wall = NOON.plus(Duration.ofMinutes(7));
    assertThat(expiries(OrderBook.EMPTY.with(order)).endAt(order))
        .isEqualTo(nanos + Duration.ofMinutes(3).toNanos());
  }

  @Test
  void anOrderGivenByAClockThatWasAheadHoldsForItsOwnTimeAfterARestart() {
    var order = stepDown("VI_1", NOON.plus(DECADE), Duration.ofMinutes(10));
    assertThat(expiries(OrderBook.EMPTY.with(order)).endAt(order))
        .isEqualTo(nanos + Duration.ofMinutes(10).toNanos());
  }

  @Test
  void aDeadlineLongPastIsNow() {
    var drain = new OrderAction.Drain("web", "10.0.0.1:80", NOON);
    var order = order(drain, NOON, Optional.empty());
    wall = Instant.parse("9999-12-31T00:00:00Z");
    var expiries = expiries(OrderBook.EMPTY.with(order));
    assertThat(expiries.endAt(order)).isEqualTo(nanos);
    assertThat(expiries.isOver(order)).as("a drained server stays out").isFalse();
  }

  @Test
  void anOrderWithoutAnEndNeverExpires() {
    var order = order(new OrderAction.StepDown("VI_1"), NOON, Optional.empty());
    var expiries = expiries(OrderBook.EMPTY.with(order));
    pass(DECADE);
    assertThat(expiries.isOver(order)).isFalse();
  }

  @Test
  void aRenamedTargetKeepsTheEndOfItsOrder() {
    var order = stepDown("VI_1", NOON, Duration.ofMinutes(1));
    var expiries = expiries(OrderBook.EMPTY);
    expiries.begin(order);
    wall = NOON.minus(DECADE);
    var renamed = order.with(new OrderAction.StepDown("VI_9"));
    expiries.retain(Map.of(renamed, "VI_1"));

    pass(Duration.ofMinutes(1));
    assertThat(expiries.isOver(renamed)).isTrue();
  }
}
