package org.holdfast.agent.notify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NamedPipe;
import org.holdfast.linux.RunAs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named pipe that receives a line for each notice. A separate thread writes the lines, so callers
 * never wait for a reader. Thread-safe.
 *
 * <p>The pipe is also open for reading, so that the end of a reader is not an error and a late
 * reader gets the content of the pipe. Lines are written whole. While the pipe is full, up to
 * {@value #MOST} lines wait in a queue; beyond that, the oldest are dropped and the loss is logged.
 *
 * <p>Differs: keepalived silently drops a line when the pipe is full.
 */
final class Fifo implements AutoCloseable {

  /** Limit on waiting lines. */
  static final int MOST = 4096;

  /** Linux's PIPE_BUF: a single write up to this size is atomic. */
  private static final int LONGEST = 4096;

  private static final long RETRY_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(Fifo.class);

  private final FifoConfig config;
  private final Path path;
  private final Duration stopWait;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<String> waiting = new ArrayDeque<>();
  private boolean made;
  private boolean overflowing;
  private boolean closing;

  /**
   * Opens the pipe in the background, and retries while that fails.
   *
   * @param opened runs once on this pipe's thread, when the pipe is open
   */
  Fifo(FifoConfig config, Duration stopWait, Runnable opened) {
    this.config = config;
    this.path = Path.of(config.path());
    this.stopWait = stopWait;
    thread = Thread.ofPlatform().daemon().name("fifo").start(() -> run(opened));
  }

  /** Queues a line. Never blocks. */
  void report(String line) {
    lock.lock();
    try {
      if (waiting.size() == MOST) {
        waiting.remove();
        if (!overflowing) {
          log.warn("FIFO {} is full and no program reads it: lines are lost", path);
        }
        overflowing = true;
      }
      waiting.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for at most the configured time until the queued lines are written, then removes the pipe
   * if this object created it.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(stopWait)) {
        log.warn("FIFO {}: not waiting any longer for a reader", path);
        thread.interrupt();
        thread.join(stopWait);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run(Runnable opened) {
    try (var pipe = open()) {
      opened.run();
      for (var line = next(); !line.isEmpty(); line = next()) {
        write(pipe, line);
      }
    } catch (InterruptedException | ClosedByInterruptException e) {
      Thread.currentThread().interrupt(); // the agent stops and has waited long enough
    } catch (IOException e) {
      log.error("FIFO {}: {}; no further lines are written", path, e.getMessage());
    } finally {
      removeOwn();
    }
  }

  private FileChannel open() throws InterruptedException {
    for (boolean logged = false; ; logged = true) {
      try {
        made |= NamedPipe.make(path);
        if (made) {
          hand();
        }
        requirePipe();
        // Opened for reading and writing, because on Linux this does not wait for a reader.
        return FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      } catch (IOException | LinuxException e) {
        if (!logged) {
          log.error("FIFO {}: {}; trying again", path, e.getMessage());
        }
        pause();
      }
    }
  }

  /** Sets the owner and the mode, like keepalived. */
  private void hand() throws IOException {
    var user = config.user();
    if (user != null) {
      var owner =
          RunAs.user(user).orElseThrow(() -> new IOException("user " + user + ": no such user"));
      Files.setAttribute(path, "unix:gid", group(owner), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:uid", owner.uid(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  private int group(RunAs owner) throws IOException {
    var group = config.group();
    return group == null
        ? owner.gid()
        : RunAs.group(group)
            .orElseThrow(() -> new IOException("group " + group + ": no such group"));
  }

  private void requirePipe() throws IOException {
    var found = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!found.isOther()) {
      throw new IOException("is not a FIFO");
    }
  }

  private void pause() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (closing) {
        throw new InterruptedException();
      }
      long left = TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
      while (left > 0 && !closing) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next line; an empty one if the agent stops and none waits. */
  private String next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      overflowing &= !waiting.isEmpty();
      while (waiting.isEmpty() && !closing) {
        changed.await();
      }
      var line = waiting.poll();
      return line == null ? "" : line;
    } finally {
      lock.unlock();
    }
  }

  private static void write(FileChannel pipe, String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    var buffer = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, LONGEST));
    while (buffer.hasRemaining()) {
      pipe.write(buffer);
    }
  }

  private void removeOwn() {
    try {
      if (made) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.warn("FIFO {}: {}", path, e.getMessage());
    }
  }
}
