package org.holdfast.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final List<List<Integer>> arrived = Collections.synchronizedList(new ArrayList<>());
  private final List<Long> losses = Collections.synchronizedList(new ArrayList<>());

  @Test
  void simultaneousItemsAreSentTogetherAndInOrder() {
    try (var outbox = outbox(terms(Duration.ofMillis(200), 3, 1), (batch, _) -> take(batch))) {
      for (int i = 0; i < 7; i++) {
        outbox.report(i);
      }
    }
    assertThat(arrived).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6));
  }

  @Test
  void aFailedBatchIsRetriedAndStaysFirst() {
    var attempts = new AtomicInteger();
    var outbox = failingTwice(attempts);
    outbox.report(1);
    outbox.report(2);
    Awaitility.await().until(() -> arrived.size() == 2);
    outbox.close();
    assertThat(arrived).containsExactly(List.of(1), List.of(2));
    assertThat(attempts).hasValue(4);
  }

  @Test
  void aRetiringOutboxDeliversEverythingIncludingLateItems() {
    var attempts = new AtomicInteger();
    var outbox = failingTwice(attempts);
    outbox.report(1);
    outbox.report(2);
    outbox.retire();
    Awaitility.await().until(() -> arrived.size() == 2);
    outbox.report(3);
    Awaitility.await().until(() -> arrived.size() == 3);
    assertThat(arrived).containsExactly(List.of(1), List.of(2), List.of(3));
  }

  @Test
  void givesUpAndReportsTheNumberOfLostItems() {
    var attempts = new AtomicInteger();
    var outbox =
        outbox(
            terms(Duration.ZERO, 1, 2),
            (batch, lost) -> {
              if (attempts.incrementAndGet() <= 2) {
                throw new IOException("refused");
              }
              losses.add(lost);
              take(batch);
            });
    outbox.report(1);
    outbox.report(2);
    Awaitility.await().until(() -> !arrived.isEmpty());
    outbox.close();
    assertThat(arrived).containsExactly(List.of(2));
    assertThat(losses).containsExactly(1L);
  }

  @Test
  void deliveriesThatHangAreInterruptedAtTheLimit() {
    var interrupted = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    var terms = new Outbox.Terms(Duration.ZERO, 1, SHORT, 1, SHORT, LONG);
    try (var outbox =
        outbox(
            terms,
            (_, _) -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            })) {
      outbox.report(1);
      Awaitility.await().until(() -> interrupted.getCount() == 0);
    }
  }

  @Test
  void aStormDropsTheOldestAndBlocksNoCaller() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    var outbox =
        outbox(
            terms(Duration.ZERO, Integer.MAX_VALUE, 1),
            (batch, lost) -> {
              begun.countDown();
              gate.await();
              losses.add(lost);
              take(batch);
            });
    outbox.report(-1);
    begun.await();
    for (int i = 0; i < Outbox.MOST + 10_000; i++) {
      outbox.report(i);
    }
    gate.countDown();
    outbox.close();
    assertThat(arrived).hasSize(2);
    assertThat(arrived.getLast()).hasSize(Outbox.MOST).endsWith(Outbox.MOST + 9_999);
    assertThat(losses).containsExactly(0L, 10_000L);
  }

  @Test
  void theEndWaitsForALimitedTime() {
    var never = new CountDownLatch(1);
    var terms = new Outbox.Terms(Duration.ZERO, 1, LONG, 8, LONG, SHORT);
    var outbox = outbox(terms, (_, _) -> never.await());
    outbox.report(1);
    outbox.close();
    outbox.report(2);
    assertThat(arrived).isEmpty();
  }

  private void take(List<Integer> batch) {
    arrived.add(List.copyOf(batch));
  }

  private static Outbox.Terms terms(Duration gather, int batch, int attempts) {
    return new Outbox.Terms(gather, batch, LONG, attempts, SHORT, LONG);
  }

  /** Fails the first two attempts; each message has five. */
  private Outbox<Integer> failingTwice(AtomicInteger attempts) {
    return outbox(
        terms(Duration.ZERO, 1, 5),
        (batch, _) -> {
          if (attempts.incrementAndGet() < 3) {
            throw new IOException("status 500");
          }
          take(batch);
        });
  }

  private static Outbox<Integer> outbox(Outbox.Terms terms, Outbox.Delivery<Integer> delivery) {
    return new Outbox<>("Test", terms, delivery);
  }
}
