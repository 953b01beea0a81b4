package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.holdfast.agent.config.ProcessTerms.RealTimeTerms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop that answers when the test says so. */
class AutomaticPriorityTest {

  private static final Duration LATE = Duration.ofSeconds(10);

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final List<Integer> priorities = new ArrayList<>();
  private long now;
  private final AutomaticPriority automatic =
      new AutomaticPriority(waiting::add, () -> now, priorities::add);

  @AfterEach
  void close() {
    automatic.close();
  }

  private void turn(Duration lateness) {
    automatic.ask();
    now += lateness.toNanos();
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  @Test
  void everyLateTurnRaisesThePriorityByOneUpToTheHighest() {
    automatic.follow(new RealTimeTerms(null, 2, LATE), 0);
    turn(LATE);
    turn(LATE.minusNanos(1));
    turn(LATE);
    turn(LATE);
    assertThat(priorities).containsExactly(1, 2);
  }

  @Test
  void startsFromTheConfiguredPriority() {
    automatic.follow(new RealTimeTerms(null, 52, LATE), 50);
    turn(LATE);
    assertThat(priorities).containsExactly(51);
    automatic.follow(new RealTimeTerms(null, 0, LATE), 50);
    turn(LATE);
    assertThat(priorities).as("it has been turned off").containsExactly(51);
  }

  @Test
  void aLoopThatOwesAnAnswerIsNotAskedAgain() {
    automatic.follow(new RealTimeTerms(null, 9, LATE), 0);
    automatic.ask();
    automatic.ask();
    assertThat(waiting).hasSize(1);
  }
}
