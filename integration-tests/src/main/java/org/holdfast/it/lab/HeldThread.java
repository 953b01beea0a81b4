package org.holdfast.it.lab;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A single thread of another process that is held with ptrace(2), as a debugger holds it: it hangs
 * while the other threads of its process run. The process can still end.
 */
public final class HeldThread implements AutoCloseable {
  private static final int PTRACE_DETACH = 17;
  private static final int PTRACE_SEIZE = 0x4206;
  private static final int PTRACE_INTERRUPT = 0x4207;
  private static final int WNOHANG = 1;
  private static final int WALL = 0x4000_0000;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final int tid;
  private final CompletableFuture<Void> held = new CompletableFuture<>();
  private final Thread holder = Thread.ofPlatform().name("holder").daemon().unstarted(this::hold);
  private volatile boolean closing;

  static {
    Native.register(HeldThread.class, NativeLibrary.getProcess());
  }

  private HeldThread(int tid) {
    this.tid = tid;
  }

  private static native long ptrace(long request, int pid, long address, long data);

  private static native int waitpid(int pid, long status, int options);

  /** Holds the only thread of a process whose name begins with {@code name}. */
  public static HeldThread of(long pid, String name) {
    var thread = new HeldThread(tid(pid, name));
    thread.holder.start();
    thread.held.join();
    return thread;
  }

  private static int tid(long pid, String name) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      var found = tasks.filter(task -> comm(task).startsWith(name)).toList();
      if (found.size() != 1) {
        throw new LabException("threads " + name + " of process " + pid + ": " + found);
      }
      return Integer.parseInt(found.getFirst().getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String comm(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException ended) {
      return "";
    }
  }

  /**
   * All requests come from one thread. It also waits for the end of the held one, like a parent.
   */
  private void hold() {
    if (ptrace(PTRACE_SEIZE, tid, 0, 0) < 0 || ptrace(PTRACE_INTERRUPT, tid, 0, 0) < 0) {
      held.completeExceptionally(
          new LabException("thread %d: errno %d".formatted(tid, Native.getLastError())));
      return;
    }
    held.complete(null);
    try {
      boolean exists = true;
      while (exists && !closing) {
        Thread.sleep(PAUSE);
        exists = waitpid(tid, 0, WNOHANG | WALL) >= 0;
      }
      if (exists) {
        ptrace(PTRACE_DETACH, tid, 0, 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the thread go on, unless its process has ended. */
  @Override
  public void close() {
    closing = true;
    try {
      holder.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
