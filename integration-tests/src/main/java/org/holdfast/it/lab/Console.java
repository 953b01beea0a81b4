package org.holdfast.it.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The console of a User-Mode Linux kernel: it keeps the last lines and passes on the output of the
 * command.
 */
final class Console {
  /** The last line that the boot prints; the command's output follows. */
  private static final String BOOTED = "BOOTED";

  /** The line that follows the command's output; the kernel's output follows. */
  private static final String ENDED = "ENDED";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int KEPT_LINES = 60;

  private final Process kernel;
  private final Consumer<String> listener;
  private final Deque<String> tail = new ArrayDeque<>();
  private final Thread reader;

  Console(Process kernel, Consumer<String> listener) {
    this.kernel = kernel;
    this.listener = listener;
    reader = Thread.ofPlatform().daemon().name("console of user-mode linux").start(this::read);
  }

  private void read() {
    boolean isCommands = false;
    try (BufferedReader output = kernel.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        remember(line);
        isCommands &= !line.equals(ENDED);
        if (isCommands) {
          listener.accept(line);
        }
        isCommands |= line.equals(BOOTED);
      }
    } catch (IOException e) {
      remember("output lost: " + e.getMessage());
    }
  }

  private synchronized void remember(String line) {
    if (tail.size() == KEPT_LINES) {
      tail.removeFirst();
    }
    tail.addLast(line);
  }

  /** Returns the last lines of the kernel and the command. */
  synchronized String tail() {
    return String.join("\n", tail);
  }

  /** Waits until the whole output of a kernel that has ended is read. */
  void join() {
    try {
      reader.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }
}
