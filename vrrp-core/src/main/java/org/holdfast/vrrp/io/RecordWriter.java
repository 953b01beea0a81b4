package org.holdfast.vrrp.io;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the state file on a thread of its own, because a file system that is full or frozen (for a
 * snapshot, say) must not delay an advert. Changes within a few milliseconds of each other are
 * written together.
 */
final class RecordWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RecordWriter.class);

  private static final NanoClock CLOCK = NanoClock.system();
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Sink sink;
  private final Thread thread;
  private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean dirty;
  private volatile boolean idle;
  private volatile boolean closing;
  private boolean failing;

  /** Writes the file. */
  interface Sink {
    /** Writes all changes. */
    void write() throws IOException;
  }

  RecordWriter(Sink sink) {
    this.sink = sink;
    thread = Thread.ofPlatform().name("life-record").daemon().unstarted(this::run);
    thread.start();
  }

  /** Notes that something has changed. May be called from any thread; returns at once. */
  void changed() {
    dirty = true;
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Notes that something has changed, like {@link #changed}.
   *
   * @return completed on the writing thread when all changes before this call are in the file
   */
  CompletableFuture<Void> written() {
    var written = new CompletableFuture<Void>();
    waiting.add(written);
    changed();
    return written;
  }

  private void run() {
    while (!closing) {
      if (dirty) {
        dirty = false;
        if (write()) {
          pause(PAUSE_NANOS);
        } else {
          dirty = true;
          pause(RETRY_NANOS);
        }
      } else {
        idle = true;
        if (!dirty && !closing) {
          LockSupport.park(this);
        }
        idle = false;
      }
    }
    write();
  }

  private void pause(long nanos) {
    long end = CLOCK.nanos() + nanos;
    long left = nanos;
    while (left > 0 && !closing) {
      LockSupport.parkNanos(this, left);
      left = end - CLOCK.nanos();
    }
  }

  private boolean write() {
    // A change after this point may miss the write, so that its future waits for the next one.
    int due = waiting.size();
    try {
      sink.write();
      for (; due > 0; due--) {
        waiting.remove().complete(null);
      }
      if (failing) {
        log.info("The state file can be written again");
      }
      failing = false;
      return true;
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        log.warn(
            "{}; until it can be written, a killed agent is not resumed and may leave addresses",
            e.getMessage());
      }
      failing = true;
      return false;
    }
  }

  /** Writes the last changes and ends, within a second. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(PATIENCE)) {
        log.warn("The state file was not written in time: its file system does not respond");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
