package org.holdfast.agent.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderBookTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Order STEP_DOWN =
      order(new OrderAction.StepDown("VI_1"), Duration.ofMinutes(10));
  private static final Order DRAIN =
      order(new OrderAction.Drain("web", "10.0.0.1:80", NOON.plusSeconds(300)), Duration.ZERO);

  private static Order order(OrderAction action, Duration span) {
    return new Order(
        action,
        "root",
        "kernel update",
        NOON,
        span.isZero() ? Optional.empty() : Optional.of(NOON.plus(span)));
  }

  @Test
  void keepsOnlyTheLastOrderOfATarget() {
    var later = order(new OrderAction.Weight("web", "10.0.0.1:80", 5), Duration.ZERO);
    var book = OrderBook.EMPTY.with(DRAIN).with(STEP_DOWN).with(later);
    assertThat(book.orders()).containsExactly(STEP_DOWN, later);
    assertThat(book.without(List.of("VI_1")).orders()).containsExactly(later);
  }

  @Test
  void aBookOfManyOrdersKeepsTheLastOfEachTargetToo() {
    var later = order(new OrderAction.Weight("web", "10.0.0.1:80", 5), Duration.ZERO);
    assertThat(OrderBook.of(List.of(DRAIN, STEP_DOWN, later)))
        .isEqualTo(OrderBook.EMPTY.with(DRAIN).with(STEP_DOWN).with(later));
  }

  /** The agent reads them before its first advert; copying the book for each took minutes. */
  @Test
  void aHundredThousandOrdersAreReadBack() {
    var orders =
        IntStream.range(0, 100_000)
            .mapToObj(i -> new OrderAction.Weight("web", "10.0.0.1:" + i, 1))
            .map(weight -> order(weight, Duration.ZERO))
            .toList();
    var book = OrderBook.of(orders);
    assertThat(book.orders()).isEqualTo(orders);
    assertThat(OrderText.parse(OrderText.write(book))).contains(book);
  }

  @Test
  void anExpiredOrderNoLongerHolds() {
    var book = OrderBook.EMPTY.with(DRAIN).with(STEP_DOWN);
    assertThat(book.holding(NOON.plusSeconds(599))).isEqualTo(book);
    assertThat(book.holding(NOON.plusSeconds(600)).orders()).containsExactly(DRAIN);
  }

  @Test
  void describesAnOrderWithItsAuthorAndDeadline() {
    assertThat(STEP_DOWN.words(ZoneOffset.UTC))
        .isEqualTo("stepped down by root: kernel update, until 2026-03-01T12:10:00+00:00");
    assertThat(DRAIN.words("12 connections left", ZoneOffset.UTC))
        .isEqualTo(
            "being drained by root: kernel update, 12 connections left, until"
                + " 2026-03-01T12:05:00+00:00");
    assertThat(
            new Order(new OrderAction.Weight("web", "a", 5), "uid 7", "", NOON, Optional.empty())
                .words(ZoneOffset.UTC))
        .isEqualTo("set to weight 5 by uid 7");
    assertThat(order(new OrderAction.StepDown("VI_1"), Duration.ofDays(2)).words(ZoneOffset.UTC))
        .endsWith("until 2026-03-03T12:00:00+00:00");
  }

  @Test
  void isReadBackAsItWasWritten() {
    var hostile =
        new Order(
            new OrderAction.Weight("we\tb\\", "10.0.0.1:80", 0),
            "ops",
            "a\nb\\n",
            NOON,
            Optional.empty());
    var book = OrderBook.EMPTY.with(DRAIN).with(STEP_DOWN).with(hostile);
    assertThat(OrderText.parse(OrderText.write(book))).contains(book);
    assertThat(OrderText.parse(OrderText.write(OrderBook.EMPTY))).contains(OrderBook.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "holdfast-orders 1",
        "holdfast-orders 2\n",
        "holdfast-orders 1\nstep-down\tVI_1\n",
        "holdfast-orders 1\nstep-up\tVI_1\t2026-03-01T12:00:00Z\t-\troot\t\n",
        "holdfast-orders 1\nstep-down\tVI_1\tnoon\t-\troot\t\n",
        "holdfast-orders 1\nweight\tweb\ta\t-1\t2026-03-01T12:00:00Z\t-\troot\t\n",
        "holdfast-orders 1\nweight\tweb\ta\tmany\t2026-03-01T12:00:00Z\t-\troot\t\n",
        "holdfast-orders 1\n\n"
      })
  void aBrokenTextIsRejectedAsAWhole(String text) {
    assertThat(OrderText.parse(text)).isEmpty();
  }
}
