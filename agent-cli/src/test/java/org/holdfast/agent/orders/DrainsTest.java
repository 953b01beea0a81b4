package org.holdfast.agent.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DrainsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final OrderTargets targets = mock(OrderTargets.class);
  private long now = Duration.ofHours(1).toNanos();
  private final Drains drains = new Drains(targets, () -> now);

  @BeforeEach
  void aDrainedServerIsRemovedAtOnce() {
    when(targets.drained(any(), any())).thenReturn(CompletableFuture.completedFuture(null));
  }

  private static Order order(OrderAction action) {
    return new Order(action, "root", "", NOON, Optional.empty());
  }

  private static Order drain(String server) {
    return order(new OrderAction.Drain("web", server, NOON.plusSeconds(60)));
  }

  private void left(String server, OptionalLong connections) {
    when(targets.connections("web", server))
        .thenReturn(CompletableFuture.completedFuture(connections));
  }

  private void lookAfter(Duration span) {
    now += span.toNanos();
    drains.look();
  }

  @Test
  void theRemainingConnectionsAreShown() {
    drains.begin(drain("a"));
    assertThat(drains.standing("web/a")).as("before the first look").isEmpty();

    left("a", OptionalLong.of(12));
    lookAfter(Duration.ofSeconds(1));
    assertThat(drains.standing("web/a")).isEqualTo("12 connections left");

    left("a", OptionalLong.of(1));
    lookAfter(Duration.ofSeconds(1));
    assertThat(drains.standing("web/a")).isEqualTo("1 connection left");
    verify(targets, never()).drained(any(), any());
  }

  @Test
  void aServerWithoutConnectionsIsDrainedOnceItsCountIsNewerThanTheOrder() {
    drains.begin(drain("a"));
    left("a", OptionalLong.of(0));

    lookAfter(Duration.ofSeconds(3).minusNanos(1));
    verify(targets, never()).drained(any(), any());
    assertThat(drains.standing("web/a")).isEqualTo("0 connections left");

    lookAfter(Duration.ofNanos(1));
    verify(targets).drained("web", "a");
    assertThat(drains.standing("web/a")).isEqualTo("no connections left, removed");

    left("a", OptionalLong.of(5));
    lookAfter(Duration.ofSeconds(1));
    assertThat(drains.standing("web/a"))
        .as("a removed server is not looked at again")
        .isEqualTo("no connections left, removed");
  }

  @Test
  void aServerWithConnectionsIsNotDrainedHoweverLongItTakes() {
    drains.begin(drain("a"));
    left("a", OptionalLong.of(1));
    lookAfter(Duration.ofHours(1));
    verify(targets, never()).drained(any(), any());
  }

  @Test
  void aServerInNoTableHasNoStatus() {
    drains.begin(drain("a"));
    left("a", OptionalLong.of(2));
    lookAfter(Duration.ofSeconds(4));
    left("a", OptionalLong.empty());
    lookAfter(Duration.ofSeconds(1));
    assertThat(drains.standing("web/a")).isEmpty();
    verify(targets, never()).drained(any(), any());
  }

  @Test
  void anEndedDrainIsForgotten() {
    drains.begin(drain("a"));
    left("a", OptionalLong.of(2));
    lookAfter(Duration.ofSeconds(1));
    drains.end("web/a");
    assertThat(drains.standing("web/a")).isEmpty();

    left("a", OptionalLong.of(0));
    lookAfter(Duration.ofSeconds(9));
    verify(targets, never()).drained(any(), any());
  }

  @Test
  void anotherOrderForTheSameServerEndsTheWatch() {
    drains.begin(drain("a"));
    left("a", OptionalLong.of(2));
    lookAfter(Duration.ofSeconds(1));

    drains.begin(order(new OrderAction.Weight("web", "a", 0)));

    assertThat(drains.standing("web/a")).isEmpty();
    left("a", OptionalLong.of(0));
    lookAfter(Duration.ofSeconds(9));
    verify(targets, never()).drained(any(), any());
  }

  @Test
  void aSecondDrainOfTheSameServerWaitsForANewCount() {
    drains.begin(drain("a"));
    left("a", OptionalLong.of(2));
    lookAfter(Duration.ofSeconds(9));
    drains.begin(drain("a"));
    left("a", OptionalLong.of(0));
    lookAfter(Duration.ofSeconds(1));
    verify(targets, never()).drained(any(), any());
  }

  @Test
  void eachServerIsWatchedByItself() {
    drains.begin(drain("a"));
    drains.begin(drain("b"));
    left("a", OptionalLong.of(0));
    left("b", OptionalLong.of(3));
    lookAfter(Duration.ofSeconds(5));
    assertThat(drains.standing("web/a")).isEqualTo("no connections left, removed");
    assertThat(drains.standing("web/b")).isEqualTo("3 connections left");
  }
}
