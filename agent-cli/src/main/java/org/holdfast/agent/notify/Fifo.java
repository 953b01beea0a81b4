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
 * A named pipe that gets a line for each piece of news, by a thread of its own: whoever tells never
 * waits for a reader. Any thread.
 *
 * <p>It is open for reading too, so that a reader that dies is no error and one that comes late
 * gets what is in the pipe. Lines are written whole. While the pipe is full, lines wait here, no
 * more than {@value #MOST}; what pushes the oldest out is logged.
 *
 * <p>Differs: keepalived drops the line that finds the pipe full, and says nothing.
 */
final class Fifo implements AutoCloseable {

  /** Lines that wait. */
  static final int MOST = 4096;

  /** Linux's PIPE_BUF: what is written at once up to this size stays together. */
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
   * Opens it soon; while that fails, again and again.
   *
   * @param opened run once, on this pipe's thread, when there is something to read from
   */
  Fifo(FifoConfig config, Duration stopWait, Runnable opened) {
    this.config = config;
    this.path = Path.of(config.path());
    this.stopWait = stopWait;
    thread = Thread.ofPlatform().daemon().name("fifo").start(() -> run(opened));
  }

  /** Comes back at once. */
  void tell(String line) {
    lock.lock();
    try {
      if (waiting.size() == MOST) {
        waiting.remove();
        if (!overflowing) {
          log.warn("FIFO {} is full and nobody reads it: lines are lost", path);
        }
        overflowing = true;
      }
      waiting.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives what waits a moment to get into the pipe; then removes it if this made it. */
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
      log.error("FIFO {}: {}; it gets no more lines", path, e.getMessage());
    } finally {
      removeOwn();
    }
  }

  private FileChannel open() throws InterruptedException {
    for (boolean told = false; ; told = true) {
      try {
        made |= NamedPipe.make(path);
        if (made) {
          hand();
        }
        requirePipe();
        // For both, which on Linux waits for nobody.
        return FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      } catch (IOException | LinuxException e) {
        if (!told) {
          log.error("FIFO {}: {}; trying on", path, e.getMessage());
        }
        pause();
      }
    }
  }

  /** Gives it the owner and the mode that it has with keepalived. */
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
      throw new IOException("is no FIFO");
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

  /** The next line; an empty one when the agent stops and none waits. */
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
