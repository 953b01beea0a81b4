package org.holdfast.agent.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A look that a thread takes again and again, as long as the configuration needs it. Without a need
 * there is no thread. May be used from any thread; {@link #soon} never waits.
 */
final class RepeatedLook implements AutoCloseable {

  private final String name;
  private final Duration first;
  private final Supplier<Duration> look;
  private volatile @Nullable Thread thread;

  /**
   * @param name the thread's name
   * @param first the pause before the first look
   * @param look looks once, on the thread, and returns the pause before the next look
   */
  RepeatedLook(String name, Duration first, Supplier<Duration> look) {
    this.name = name;
    this.first = first;
    this.look = look;
  }

  /** Starts the thread, or ends it; returns at once. */
  synchronized void follow(boolean needed) {
    if (!needed) {
      close();
    } else if (thread == null) {
      thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }
  }

  /** Has the thread look without the rest of its pause. */
  void soon() {
    LockSupport.unpark(thread);
  }

  private void run() {
    var pause = first;
    while (true) {
      LockSupport.parkNanos(this, pause.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      pause = look.get();
    }
  }

  /** Ends the thread after the look that it may be taking; returns at once. */
  @Override
  public synchronized void close() {
    var looking = thread;
    if (looking != null) {
      looking.interrupt();
      thread = null;
    }
  }
}
