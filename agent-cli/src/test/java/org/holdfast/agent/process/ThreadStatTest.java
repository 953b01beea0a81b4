package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ThreadStatTest {

  @Test
  void readsTheNameTheTimeAndThePriority() {
    assertThat(
            ThreadStat.parse(
                "47 (VM (1) Thread) S 1 7 7 0 -1 4194624 1 2 3 4 12 30 7 8 -51 0 9 0 100 200 300 0"
                    + " 1 1 0 0 0 0 4 0 0 0 0 0 -1 0 50 2 0 0 0\n"))
        .isEqualTo(new ThreadStat(47, "VM (1) Thread", 420, 50));
  }

  @Test
  void readsTheThreadsOfThisProcess() throws IOException {
    assertThat(ThreadStat.all())
        .extracting(ThreadStat::name)
        .contains(RealTimePriorities.COLLECTOR)
        .contains("Signal Dispatch");
  }
}
