package org.holdfast.it.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What a User-Mode Linux prints: its end is kept, and what its command prints is handed on. */
final class Console {
  /** The line that the boot prints last; what follows is the command's. */
  private static final String BOOTED = "BOOTED";

  /** The line that is printed after the command's last; what follows is the kernel's. */
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

  /** The last lines of kernel and command. */
  synchronized String tail() {
    return String.join("\n", tail);
  }

  /** Waits until everything is read that a kernel, which has ended, has printed. */
  void join() {
    try {
      reader.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }
}
