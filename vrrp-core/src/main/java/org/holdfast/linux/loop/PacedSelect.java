package org.holdfast.linux.loop;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SelectStrategy;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.IntSupplier;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.time.NanoClock;

/**
 * Makes a loop over descriptors that is woken very often sleep between its polls instead (see
 * {@link PollPace}). Belongs to one loop, and is confined to its thread.
 */
public final class PacedSelect implements SelectStrategy {

  private final NanoClock clock;
  private final PollPace pace;

  private PacedSelect(NanoClock clock) {
    this.clock = clock;
    pace = new PollPace(clock.nanos());
  }

  /** Returns a factory of loops that each keep their own pace. */
  public static IoHandlerFactory handlers(NanoClock clock) {
    return EpollIoHandler.newFactory(0, () -> new PacedSelect(clock));
  }

  @Override
  public int calculateStrategy(IntSupplier pollNow, boolean hasTasks) throws Exception {
    if (hasTasks) {
      return pollNow.get();
    }
    long sleep = pace.sleepNanos(clock.nanos());
    if (sleep < 0) {
      return SelectStrategy.SELECT;
    }
    if (sleep > 0) {
      LockSupport.parkNanos(this, sleep);
    }
    int ready = pollNow.get();
    pace.polled(ready > 0);
    return ready;
  }
}
