package org.holdfast.agent.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.snmp.mib.TrapNews;
import org.junit.jupiter.api.Test;

final class TrapQueueTest {

  private final TrapQueue queue = new TrapQueue();

  @Test
  void theOldestIsDroppedWhenTooManyWait() {
    for (int i = 0; i < TrapQueue.MOST + 2; i++) {
      queue.add(new TrapNews.GroupMoved("G", i));
    }
    assertThat(queue.takeDropped()).isEqualTo(2);
    assertThat(queue.takeDropped()).isZero();
    assertThat(queue.drain())
        .hasSize(TrapQueue.MOST)
        .startsWith(new TrapNews.GroupMoved("G", 2))
        .endsWith(new TrapNews.GroupMoved("G", TrapQueue.MOST + 1));
    assertThat(queue.isEmpty()).isTrue();
  }
}
