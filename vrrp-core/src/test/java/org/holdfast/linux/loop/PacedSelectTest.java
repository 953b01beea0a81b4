package org.holdfast.linux.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedSelectTest {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, PacedSelect.handlers(NanoClock.system()));

  @AfterEach
  void endTheLoop() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void timersAndTasksOfOtherThreadsRunWhileTheLoopKeepsToItsPace() throws Exception {
    var loop = group.next();
    var ticks = new CompletableFuture<Long>();
    loop.execute(() -> tick(500, ticks));
    for (int task = 0; task < 100; task++) {
      loop.submit(() -> {}).get(1, TimeUnit.MINUTES);
    }
    assertThat(ticks.get(1, TimeUnit.MINUTES)).isZero();
  }

  /** Sets a timer of a tenth of a millisecond, again and again. */
  private void tick(long left, CompletableFuture<Long> done) {
    if (left == 0) {
      done.complete(left);
    } else {
      var _ = group.next().schedule(() -> tick(left - 1, done), 100, TimeUnit.MICROSECONDS);
    }
  }
}
