package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.holdfast.linux.FdPoll;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.SpawnException;

/**
 * The thread of a log that reads sockets of its own, so that a flood of what is logged delays
 * nothing else.
 */
final class LogThread implements AutoCloseable {

  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final long PATIENCE_MILLIS = 1000;

  /** Reads the sockets, until nothing is left or {@code goesOn} returns false. */
  @FunctionalInterface
  interface Reader {
    void read(BooleanSupplier goesOn);
  }

  private final FdPoll poll = new FdPoll();
  private final Reader reader;
  private final Consumer<String> failed;
  private final Runnable release;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param descriptors the sockets
   * @param failed called with the reason if the sockets can no longer be read, and the thread ends
   * @param release closes the sockets when the thread ends
   * @throws SpawnException when the process is out of file descriptors
   */
  LogThread(
      String name,
      List<Integer> descriptors,
      Reader reader,
      Consumer<String> failed,
      Runnable release) {
    this.reader = reader;
    this.failed = failed;
    this.release = release;
    descriptors.forEach(poll::add);
    thread = Thread.ofPlatform().name(name).daemon().start(this::follow);
  }

  private void follow() {
    try {
      while (!closed) {
        poll.await(HOUR);
        reader.read(() -> !closed);
      }
    } catch (LinuxException | SpawnException e) {
      failed.accept(String.valueOf(e.getMessage()));
    } finally {
      release.run();
      poll.close();
    }
  }

  /** Stops the thread. */
  @Override
  public void close() {
    closed = true;
    poll.wake();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
