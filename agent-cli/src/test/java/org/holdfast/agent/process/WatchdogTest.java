package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tests the watchdog look by look: each call of {@code look} stands for one pause of its thread.
 */
class WatchdogTest {

  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private final Watchdog watchdog = watchdog(Optional.empty());
  private boolean loopHasEnded;

  private Watchdog watchdog(Optional<Duration> limit) {
    return new Watchdog(
        task -> {
          if (loopHasEnded) {
            throw new RejectedExecutionException();
          }
          loop.add(task);
        },
        limit,
        new Watchdog.Listener() {
          @Override
          public void turns() {
            heard.add("turns");
          }

          @Override
          public void hangs(Duration since, @Nullable Thread loopThread) {
            heard.add("hangs for " + since + " in " + loopThread);
          }
        });
  }

  private void turn() {
    while (!loop.isEmpty()) {
      loop.remove().run();
    }
  }

  @Test
  void aLoopThatAnswersIsReportedAtEachLookAndAskedAgain() {
    watchdog.ask();
    for (int looks = 0; looks < 100; looks++) {
      turn();
      assertThat(watchdog.look()).isTrue();
      assertThat(loop).hasSize(1);
    }
    assertThat(heard).hasSize(100).containsOnly("turns");
  }

  @Test
  void aLoopHangsAfterTenLooksInARowWithoutAnAnswer() {
    watchdog.ask();
    turn();
    watchdog.look();
    for (int looks = 1; looks <= 9; looks++) {
      assertThat(watchdog.look()).isTrue();
    }

    assertThat(watchdog.look()).isFalse();
    assertThat(heard).containsExactly("turns", "hangs for PT10S in " + Thread.currentThread());
    assertThat(loop).hasSize(1); // one question, however often it looked
  }

  @Test
  void aLateAnswerForgivesTheLooksBefore() {
    watchdog.ask();
    for (int rounds = 0; rounds < 20; rounds++) {
      for (int looks = 1; looks <= 9; looks++) {
        assertThat(watchdog.look()).isTrue();
      }
      turn();
      assertThat(watchdog.look()).isTrue();
    }
    assertThat(heard).hasSize(20).containsOnly("turns");
  }

  /** Both threads stand still and go on; the watchdog's may come first, once for each stop. */
  @Test
  void stopsOfTheWholeProcessDoNotCountAsAHang() {
    watchdog.ask();
    for (int stops = 0; stops < 50; stops++) {
      assertThat(watchdog.look()).isTrue();
      turn();
    }
    assertThat(heard).containsOnly("turns");
  }

  @Test
  void aLoopThatHasEndedHangs() {
    loopHasEnded = true;
    watchdog.ask();
    for (int looks = 1; looks <= 9; looks++) {
      assertThat(watchdog.look()).isTrue();
    }

    assertThat(watchdog.look()).isFalse();
    assertThat(heard).containsExactly("hangs for PT10S in null");
  }

  @Test
  void theServiceManagersLimitSetsThePauseAndThePatience() {
    assertThat(watchdog.pause()).isEqualTo(Duration.ofSeconds(1));
    for (var limit :
        List.of(Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofMinutes(1))) {
      heard.clear();
      var limited = watchdog(Optional.of(limit));
      // An answer right after a look is reported at the next but one.
      assertThat(limited.pause().multipliedBy(2)).isLessThanOrEqualTo(limit.dividedBy(2));

      limited.ask();
      var passed = limited.pause();
      while (limited.look()) {
        passed = passed.plus(limited.pause());
      }
      assertThat(passed).isBetween(limit.dividedBy(2), limit.minus(limited.pause()));
    }
  }
}
