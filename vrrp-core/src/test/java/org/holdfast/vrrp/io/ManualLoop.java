package org.holdfast.vrrp.io;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import java.util.concurrent.Callable;

/**
 * A loop without a thread, on a clock that the test advances. Tasks wait until {@link #settle}. A
 * task submitted from outside the loop runs before {@link #submit} returns, as if the caller had
 * waited for it.
 */
final class ManualLoop extends ManualIoEventLoop {

  private boolean running;

  ManualLoop(MockTicker time) {
    super(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  }

  /** Runs the waiting tasks and the due timers; returns whether there were any. */
  boolean settle() {
    if (running) {
      return false;
    }
    running = true;
    try {
      boolean any = false;
      while (runNow() > 0) {
        any = true;
      }
      return any;
    } finally {
      running = false;
    }
  }

  /**
   * Returns when the next task is due by the loop's ticker; {@link Long#MAX_VALUE} if there is
   * none.
   */
  long nextAt() {
    long next = nextScheduledTaskDeadlineNanos();
    return next < 0 ? Long.MAX_VALUE : next;
  }

  @Override
  public Future<?> submit(Runnable task) {
    var done = super.submit(task);
    settle();
    return done;
  }

  @Override
  public <T> Future<T> submit(Callable<T> task) {
    var done = super.submit(task);
    settle();
    return done;
  }
}
