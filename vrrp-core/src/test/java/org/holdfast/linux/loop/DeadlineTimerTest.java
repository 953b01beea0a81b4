package org.holdfast.linux.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTimerTest {

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final List<Long> rungAtMillis = new ArrayList<>();
  private final DeadlineTimer timer =
      new DeadlineTimer(
          loop,
          time::nanoTime,
          () -> rungAtMillis.add(TimeUnit.NANOSECONDS.toMillis(time.nanoTime())));

  @Test
  void firesOnceAtItsDeadline() {
    at(10);
    pass(30);
    assertThat(rungAtMillis).containsExactly(10L);
  }

  @Test
  void firesAtOnceWhenTheDeadlineHasPassed() {
    pass(20);
    at(10);
    pass(1);
    assertThat(rungAtMillis).hasSize(1);
  }

  @Test
  void anEarlierDeadlineReplacesALaterOne() {
    at(20);
    at(10);
    pass(30);
    assertThat(rungAtMillis).containsExactly(10L);
  }

  @Test
  void aLaterDeadlineWaitsForTheEarlierTimer() {
    at(10);
    at(20);
    pass(15);
    assertThat(rungAtMillis).as("early: its owner looks and sets it again").containsExactly(10L);
    at(20);
    pass(10);
    assertThat(rungAtMillis).containsExactly(10L, 20L);
  }

  @Test
  void doesNotFireWhenItIsOff() {
    at(10);
    timer.off();
    timer.off();
    pass(20);
    assertThat(rungAtMillis).isEmpty();
    at(30);
    pass(20);
    assertThat(rungAtMillis).containsExactly(30L);
  }

  private void at(long millis) {
    timer.at(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      time.advanceMillis(1);
      loop.runNow();
    }
  }
}
