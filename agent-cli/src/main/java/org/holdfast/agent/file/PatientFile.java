package org.holdfast.agent.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads a file with a time limit, so that a pipe without a writer or a file system that hangs
 * delays the caller by only a few seconds. Thread-safe; blocks the caller.
 */
public final class PatientFile {

  /** Time limit for the first byte. */
  public static final Duration PATIENCE = Duration.ofSeconds(4);

  /** Time limit for the whole file. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Limit on reads from which the kernel does not return; each occupies a thread. */
  private static final int MOST_STUCK = 8;

  private static final AtomicInteger stuck = new AtomicInteger();

  private final Path file;
  private final int most;
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private final AtomicInteger length = new AtomicInteger();

  private PatientFile(Path file, int most) {
    this.file = file;
    this.most = most;
  }

  /**
   * Reads the first bytes of a file or a pipe.
   *
   * @param most the maximum number of bytes
   * @throws IOException if the file cannot be read, or if no byte arrives within {@link #PATIENCE}
   */
  public static byte[] read(Path file, int most) throws IOException {
    return read(file, most, PATIENCE);
  }

  /** Like {@link #read(Path, int)} with another time limit for the first byte. */
  static byte[] read(Path file, int most, Duration patience) throws IOException {
    if (stuck.get() >= MOST_STUCK) {
      throw new IOException(
          MOST_STUCK + " earlier readings still wait: the file system does not answer");
    }
    var reading = new PatientFile(file, most);
    var thread = Thread.ofPlatform().daemon().name("reading").start(reading::run);
    try {
      return reading.await(patience);
    } catch (TimeoutException e) {
      thread.interrupt(); // this ends a read
      reading.wakeOpening();
      throw new IOException(
          "nothing came in " + patience.toSeconds() + " s: " + reading.whatItIs(), e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private byte[] await(Duration patience)
      throws IOException, TimeoutException, InterruptedException {
    for (var waited = Duration.ZERO; ; waited = waited.plus(patience)) {
      int before = length.get();
      try {
        return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (length.get() == before || waited.compareTo(LONGEST) >= 0) {
          throw e;
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      }
    }
  }

  private void run() {
    stuck.incrementAndGet();
    try {
      result.complete(bytes());
    } catch (Throwable e) { // for example, when memory is exhausted
      result.completeExceptionally(e);
    } finally {
      stuck.decrementAndGet();
    }
  }

  private byte[] bytes() throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var bytes = ByteBuffer.allocate((int) Math.min(most, Math.max(channel.size() + 1, 1 << 13)));
      while (channel.read(bytes) >= 0) {
        length.set(bytes.position());
        if (!bytes.hasRemaining()) {
          if (bytes.capacity() == most) {
            break;
          }
          int larger = (int) Math.min(2L * bytes.capacity(), most);
          bytes = ByteBuffer.allocate(larger).put(bytes.flip());
        }
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  /** Opens the pipe for writing for a moment, because opening it for reading waits for a writer. */
  private void wakeOpening() {
    try {
      if (isPipe()) {
        new RandomAccessFile(file.toFile(), "rw").close();
      }
    } catch (IOException ignored) {
      // The thread stays until another process writes.
    }
  }

  private boolean isPipe() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).isOther()
        && ((int) Files.getAttribute(file, "unix:mode") & 0170000) == 0010000;
  }

  private String whatItIs() {
    try {
      return isPipe()
          ? "it is a pipe into which no program writes"
          : "its file system does not answer, or it is not a regular file";
    } catch (IOException e) {
      return "it cannot be looked at: " + e.getMessage();
    }
  }

  /**
   * Whether {@code file} itself, not the target of a link, is a regular file of that user that no
   * other user may write.
   */
  public static boolean isOwn(Path file, int uid) throws IOException {
    int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    int owner = (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    return owner == uid && (mode & 0170000) == 0100000 && (mode & 0022) == 0;
  }
}
