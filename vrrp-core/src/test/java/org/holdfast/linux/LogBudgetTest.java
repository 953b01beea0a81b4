package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Uses a clock that only the test moves. */
final class LogBudgetTest {

  private final List<Runnable> later = new ArrayList<>();
  private final List<String> summaries = new ArrayList<>();
  private long now;
  private final LogBudget budget =
      new LogBudget(
          () -> now,
          (_, task) -> later.add(task),
          (kind, lines) -> summaries.add(kind + " " + lines));

  private int written(String kind, int lines) {
    int written = 0;
    for (int i = 0; i < lines; i++) {
      written += budget.admits(kind) ? 1 : 0;
    }
    return written;
  }

  private void aMinutePasses() {
    now += LogBudget.WINDOW_NANOS;
    List.copyOf(later).forEach(Runnable::run);
    later.clear();
  }

  @Test
  void writesTheFirstLinesOfAFloodAndCountsTheOthersOnce() {
    assertThat(written("rejected", 100_000)).isEqualTo(LogBudget.LINES_OF_A_KIND);
    assertThat(later).hasSize(1);

    aMinutePasses();

    assertThat(summaries).containsExactly("rejected " + (100_000 - LogBudget.LINES_OF_A_KIND));
    assertThat(written("rejected", 5)).isEqualTo(5);
    aMinutePasses();
    assertThat(summaries).hasSize(1);
  }

  @Test
  void oneKindLeavesRoomForAnother() {
    written("rejected", 1000);

    assertThat(written("refused", 5)).isEqualTo(5);
  }

  @Test
  void allKindsTogetherHaveALimitToo() {
    int written = 0;
    for (int i = 0; i < 5000; i++) {
      written += written("session " + i, 3);
    }

    assertThat(written).isEqualTo(LogBudget.LINES_OF_ALL);
    aMinutePasses();
    assertThat(written("session 4999", 3)).isEqualTo(3);
  }
}
