package org.holdfast.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.it.lab.Outages.Outage;
import org.junit.jupiter.api.Test;

final class OutagesTest {
  private static final long MILLI = 1_000_000;

  private final Outages outages = new Outages();

  @Test
  void seesNoOutageWhileEveryProbeIsAnswered() {
    for (int probe = 0; probe < 5; probe++) {
      outages.onAnswer(outages.onSend(probe * MILLI), probe * MILLI + 10);
    }

    assertThat(outages.takeEndedBefore(Long.MAX_VALUE)).isEmpty();
    assertThat(outages.answered()).isEqualTo(5);
    assertThat(outages.pending()).isZero();
  }

  @Test
  void spansFromTheFirstLostProbeToTheNextAnswer() {
    send(10);
    outages.onAnswer(2, 2 * MILLI);
    outages.onAnswer(0, 0);
    outages.onAnswer(1, MILLI);

    outages.onAnswer(8, 8 * MILLI + 10);

    assertThat(outages.takeEndedBefore(Long.MAX_VALUE))
        .containsExactly(new Outage(3 * MILLI, 8 * MILLI + 10, 5));
    assertThat(outages.silentSince(99)).isEqualTo(9 * MILLI);
  }

  @Test
  void lateAnswersShrinkAnOutageAndSplitIt() {
    send(10);
    outages.onAnswer(0, 0);
    outages.onAnswer(9, 9 * MILLI);

    outages.onAnswer(1, 10 * MILLI);
    outages.onAnswer(5, 11 * MILLI);
    outages.onAnswer(8, 12 * MILLI);

    assertThat(outages.takeEndedBefore(Long.MAX_VALUE))
        .containsExactlyInAnyOrder(
            new Outage(2 * MILLI, 9 * MILLI, 3), new Outage(6 * MILLI, 9 * MILLI, 2));
    assertThat(outages.answered()).isEqualTo(5);
  }

  @Test
  void anOutageIsDroppedIfAllItsProbesAreAnsweredLate() {
    send(3);
    outages.onAnswer(2, 2 * MILLI);
    outages.onAnswer(0, 3 * MILLI);
    outages.onAnswer(1, 3 * MILLI);

    assertThat(outages.takeEndedBefore(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void keepsAnOutageBackUntilNoLateAnswerIsExpected() {
    send(3);
    outages.onAnswer(2, 2 * MILLI);

    assertThat(outages.takeEndedBefore(2 * MILLI)).isEmpty();
    assertThat(outages.takeEndedBefore(2 * MILLI + 1)).containsExactly(new Outage(0, 2 * MILLI, 2));
    assertThat(outages.takeEndedBefore(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void countsAnAnswerOnceAndIgnoresStrangers() {
    send(2);
    outages.onAnswer(0, 0);
    outages.onAnswer(0, 1);
    outages.onAnswer(7, 1);
    outages.onAnswer(-1, 1);

    assertThat(outages.answered()).isEqualTo(1);
    assertThat(outages.pending()).isEqualTo(1);
  }

  @Test
  void remembersTheStartOfAnOutageOfMinutes() {
    int probes = 300_000;
    send(probes);

    outages.onAnswer(probes - 1, probes * MILLI);

    assertThat(outages.takeEndedBefore(Long.MAX_VALUE))
        .containsExactly(new Outage(0, probes * MILLI, probes - 1));
  }

  private void send(int probes) {
    for (int probe = 0; probe < probes; probe++) {
      assertThat(outages.onSend(probe * MILLI)).isEqualTo(probe);
    }
  }
}
