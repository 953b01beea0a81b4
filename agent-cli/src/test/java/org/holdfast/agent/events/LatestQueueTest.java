package org.holdfast.agent.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LatestQueueTest {

  private final LatestQueue<Integer> queue = new LatestQueue<>(3);

  @Test
  void theOldestIsDroppedWhenTooManyWait() {
    for (int i = 0; i < 5; i++) {
      queue.add(i);
    }
    assertThat(queue.takeDropped()).isEqualTo(2);
    assertThat(queue.takeDropped()).isZero();
    assertThat(queue.drain()).containsExactly(2, 3, 4);
    assertThat(queue.isEmpty()).isTrue();
  }
}
