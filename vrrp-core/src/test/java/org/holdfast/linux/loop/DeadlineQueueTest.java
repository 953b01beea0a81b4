package org.holdfast.linux.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final DeadlineQueue queue = new DeadlineQueue(loop, time::nanoTime);
  private final List<String> run = new ArrayList<>();

  private final class Named extends DeadlineQueue.Task {
    private final String name;
    private @Nullable Runnable body;

    Named(String name) {
      this.name = name;
    }

    @Override
    protected void due() {
      run.add(name + "@" + now());
      if (body != null) {
        body.run();
      }
    }
  }

  @Test
  void runsTasksInTheOrderOfTheirDeadlines() {
    at(new Named("b"), 20);
    at(new Named("a"), 10);
    at(new Named("c"), 30);
    pass(40);
    assertThat(run).containsExactly("a@10", "b@20", "c@30");
  }

  @Test
  void movesADeadlineInBothDirections() {
    var a = new Named("a");
    var b = new Named("b");
    at(a, 10);
    at(b, 20);
    at(a, 30);
    at(b, 5);
    pass(40);
    assertThat(run).containsExactly("b@5", "a@30");
  }

  @Test
  void anEarlierDeadlineStaysAndALaterOneIsBroughtForward() {
    var a = new Named("a");
    var b = new Named("b");
    noLaterThan(a, 10);
    noLaterThan(a, 30);
    noLaterThan(b, 30);
    noLaterThan(b, 20);
    pass(40);
    assertThat(run).containsExactly("a@10", "b@20");
  }

  @Test
  void aTaskWhoseDeadlineWasClearedMaySetAnotherThoughOthersHaveCome() {
    var a = new Named("a");
    at(a, 10);
    queue.off(a);
    for (int i = 0; i < 40; i++) {
      at(new Named("t"), 30);
    }
    at(a, 20);
    pass(20);
    assertThat(run).containsExactly("a@20");
  }

  @Test
  void doesNotRunATaskWhoseDeadlineWasCleared() {
    var a = new Named("a");
    at(a, 10);
    at(new Named("b"), 20);
    queue.off(a);
    queue.off(a);
    pass(30);
    assertThat(run).containsExactly("b@20");
  }

  @Test
  void aTaskMaySetItsNextDeadlineAndClearThatOfAnother() {
    var a = new Named("a");
    var b = new Named("b");
    a.body =
        () -> {
          at(a, now() + 10);
          queue.off(b);
        };
    at(a, 10);
    at(b, 10);
    pass(35);
    assertThat(run).containsExactly("a@10", "a@20", "a@30");
  }

  @Test
  void aTaskThatThrowsDoesNotKeepTheOthersFromRunning() {
    var a = new Named("a");
    a.body =
        () -> {
          throw new IllegalStateException("meant");
        };
    at(a, 10);
    at(new Named("b"), 10);
    at(new Named("c"), 20);
    pass(30);
    assertThat(run).containsExactly("a@10", "b@10", "c@20");
  }

  @Test
  void letsTheLoopServeItsDescriptorsBetweenHundredsOfTasks() {
    for (int i = 0; i < 600; i++) {
      at(new Named("t"), 10);
    }
    time.advanceMillis(10);
    loop.runNow();
    assertThat(run).hasSize(256);
    loop.runNow();
    loop.runNow();
    assertThat(run).hasSize(600);
  }

  @Test
  void keepsTheOrderUnderRandomChanges() {
    var random = new Random(7);
    Map<Named, Long> expected = new HashMap<>();
    var tasks = new ArrayList<Named>();
    for (int i = 0; i < 200; i++) {
      tasks.add(new Named("t" + i));
    }
    for (int step = 0; step < 20_000; step++) {
      var task = tasks.get(random.nextInt(tasks.size()));
      if (random.nextInt(4) == 0) {
        queue.off(task);
        expected.remove(task);
      } else {
        long at = now() + 1 + random.nextInt(500);
        at(task, at);
        expected.put(task, at);
      }
      if (step % 100 == 0) {
        pass(1);
        var due = expected.entrySet().stream().filter(e -> e.getValue() <= now()).toList();
        assertThat(run)
            .containsExactlyInAnyOrderElementsOf(
                due.stream().map(e -> e.getKey().name + "@" + e.getValue()).toList());
        due.forEach(e -> expected.remove(e.getKey()));
        run.clear();
      }
    }
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toMillis(time.nanoTime());
  }

  private void at(Named task, long millis) {
    queue.at(task, TimeUnit.MILLISECONDS.toNanos(millis), time.nanoTime());
  }

  private void noLaterThan(Named task, long millis) {
    queue.noLaterThan(task, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      time.advanceMillis(1);
      loop.runNow();
    }
  }
}
