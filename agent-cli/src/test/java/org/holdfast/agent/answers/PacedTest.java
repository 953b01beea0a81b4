package org.holdfast.agent.answers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Uses a clock that only the test moves. */
final class PacedTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private record Timer(long due, Runnable task) {}

  private long now = Long.MAX_VALUE - 5 * MILLI; // the clock wraps while the test runs
  private final List<Timer> timers = new ArrayList<>();
  private final ArrayDeque<CompletableFuture<String>> looks = new ArrayDeque<>();
  private final List<Long> begun = new ArrayList<>();
  private final Paced<String> paced =
      new Paced<>(
          this::look,
          () -> now,
          (after, task) -> timers.add(new Timer(now + after, task)),
          Paced.Pace.SNAPSHOTS);

  private CompletableFuture<String> look() {
    var look = new CompletableFuture<String>();
    begun.add(now);
    looks.add(look);
    return look;
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      now += MILLI;
      for (var timer : List.copyOf(timers)) {
        if (timer.due() - now <= 0) {
          timers.remove(timer);
          timer.task().run();
        }
      }
    }
  }

  private void seen(String what) {
    looks.remove().complete(what);
  }

  @Test
  void theFirstQuestionStartsALookAtOnceAndNoLookRunsWithoutAQuestion() {
    var answer = paced.ask();
    seen("one");
    pass(10_000);

    assertThat(answer).isCompletedWithValue("one");
    assertThat(begun).hasSize(1);
    assertThat(timers).isEmpty();
  }

  @Test
  void aThousandSimultaneousQuestionsTakeTwoLooks() {
    var first = paced.ask();
    var later = new ArrayList<CompletableFuture<String>>();
    for (int i = 0; i < 1000; i++) {
      later.add(paced.ask());
    }
    seen("one");
    pass(200);
    seen("two");

    assertThat(first).isCompletedWithValue("one");
    assertThat(later).allSatisfy(answer -> assertThat(answer).isCompletedWithValue("two"));
    assertThat(begun).hasSize(2);
  }

  @Test
  void anAnswerIsNeverOlderThanItsQuestion() {
    var _ = paced.ask();
    pass(1);
    var answer = paced.ask();
    seen("before the question");

    assertThat(answer).isNotDone();
    pass(100);
    seen("after the question");
    assertThat(answer).isCompletedWithValue("after the question");
  }

  @Test
  void thereAreNoTwoLooksInATenthOfASecond() {
    for (int i = 0; i < 2000; i++) {
      var _ = paced.ask();
      pass(1);
      if (!looks.isEmpty()) {
        seen("now");
      }
    }

    assertThat(begun).hasSizeBetween(20, 21);
    for (int i = 1; i < begun.size(); i++) {
      assertThat(begun.get(i) - begun.get(i - 1)).isGreaterThanOrEqualTo(100 * MILLI);
    }
  }

  @Test
  void aLookThatTakesLongIsFollowedByARestOfFourTimesItsLength() {
    var _ = paced.ask();
    pass(200);
    seen("slow");
    var _ = paced.ask();
    pass(799);
    assertThat(begun).hasSize(1);
    pass(1);

    assertThat(begun).hasSize(2);
  }

  @Test
  void afterAVerySlowLookTheNextQuestionsWaitOneSecondAtMost() {
    var _ = paced.ask();
    pass(3000);
    seen("very slow");
    var _ = paced.ask();
    pass(999);
    assertThat(begun).hasSize(1);
    pass(1);

    assertThat(begun).hasSize(2);
  }

  @Test
  void aLookThatDoesNotEndIsNotJoinedByAnother() {
    var _ = paced.ask();
    for (int i = 0; i < 100; i++) {
      pass(1000);
      var _ = paced.ask();
    }

    assertThat(begun).hasSize(1);
  }

  @Test
  void aFailureIsReportedAndTheNextLookMaySucceed() {
    var failed = paced.ask();
    looks.remove().completeExceptionally(new IllegalStateException("no"));
    pass(100);
    var well = paced.ask();
    seen("well");

    assertThat(failed).isCompletedExceptionally();
    assertThat(well).isCompletedWithValue("well");
  }

  @Test
  void anErrorInALookIsReportedAndTheNextLookMaySucceed() {
    var results = new ArrayDeque<CompletableFuture<String>>();
    var failing =
        new Paced<String>(
            () -> {
              if (results.isEmpty()) {
                throw new StackOverflowError();
              }
              return results.remove();
            },
            () -> now,
            (after, task) -> timers.add(new Timer(now + after, task)),
            Paced.Pace.SNAPSHOTS);
    var failed = failing.ask();
    results.add(CompletableFuture.completedFuture("well"));
    pass(100);
    var well = failing.ask();
    pass(100);

    assertThat(failed).isCompletedExceptionally();
    assertThat(well).isCompletedWithValue("well");
  }

  @Test
  void aCallerThatCompletesItsAnswerCompletesNoOther() {
    var mine = paced.ask();
    mine.complete("forged");
    pass(1);
    var second = paced.ask();
    var third = paced.ask();
    second.complete("forged");
    seen("one");
    pass(100);
    seen("two");

    assertThat(third).isCompletedWithValue("two");
  }

  @Test
  void aRequestAfterOneThatTimedOutWaitsForItsOwnLook() {
    var limited = new ArrayDeque<CompletableFuture<String>>();
    var hanging =
        new Paced<>(
            this::look,
            () -> now,
            (after, task) -> timers.add(new Timer(now + after, task)),
            Paced.Pace.SNAPSHOTS,
            next -> {
              limited.add(next);
              return next;
            });
    var first = hanging.ask();
    var second = hanging.ask();
    limited.getLast().completeExceptionally(new TimeoutException());
    var third = hanging.ask();
    assertThat(second).isCompletedExceptionally();
    assertThat(third).isNotDone();

    seen("late");
    pass(1_000);
    seen("own");
    assertThat(first).isCompletedWithValue("late");
    assertThat(third).isCompletedWithValue("own");
    assertThat(begun).hasSize(2);
  }
}
