package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.process.RealTimeShares.Change;
import org.junit.jupiter.api.Test;

class RealTimeSharesTest {

  private static final RealTimePriorities PRIORITIES = RealTimePriorities.of(50, 0, 0);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final RealTimeShares shares = new RealTimeShares();

  private List<Change> at(int second, ThreadStat... threads) {
    return shares.changes(List.of(threads), PRIORITIES, second * SECOND);
  }

  private static ThreadStat thread(String name, long cpuMillis, int priority) {
    return new ThreadStat(7, name, cpuMillis, priority);
  }

  @Test
  void changesOnlyThreadsThatHaveAnotherPriority() {
    var normal = thread("checks-1-1", 0, 0);
    assertThat(at(0, normal, thread("election-1-1", 0, 50)))
        .containsExactly(new Change(normal, 49, false));
    assertThat(at(1, thread("checks-1-1", 0, 49))).isEmpty();
  }

  @Test
  void withoutPrioritiesNothingIsChanged() {
    var threads = List.of(thread("main", 0, 30));
    assertThat(shares.changes(threads, RealTimePriorities.NONE, 0)).isEmpty();
  }

  @Test
  void aThreadThatUsesAWholeProcessorRestsForAMinute() {
    for (int second = 0; second < 10; second++) {
      assertThat(at(second, thread("control-1-1", second * 950L, 49))).isEmpty();
    }
    var busy = thread("control-1-1", 9500, 49);
    assertThat(at(10, busy)).containsExactly(new Change(busy, 0, true));
    assertThat(at(11, thread("control-1-1", 9600, 0))).isEmpty();
    assertThat(at(69, thread("control-1-1", 9700, 0))).isEmpty();
    var rested = thread("control-1-1", 9700, 0);
    assertThat(at(70, rested)).containsExactly(new Change(rested, 49, false));
  }

  @Test
  void aThreadThatWaitsInBetweenKeepsItsPriority() {
    long cpu = 0;
    for (int second = 0; second < 60; second++) {
      cpu += second % 9 == 0 ? 500 : 1000;
      assertThat(at(second, thread("control-1-1", cpu, 49))).isEmpty();
    }
  }

  @Test
  void theElectionNeverRests() {
    for (int second = 0; second < 60; second++) {
      assertThat(at(second, thread("election-1-1", second * 1000L, 50))).isEmpty();
    }
  }

  @Test
  void aThreadThatIsToRestDoesSoAtOnce() {
    var busy = thread("main", 100, 49);
    assertThat(at(0, busy)).isEmpty();
    shares.rest(busy, 0);
    assertThat(at(1, busy)).containsExactly(new Change(busy, 0, false));
  }
}
