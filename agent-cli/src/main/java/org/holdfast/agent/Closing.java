package org.holdfast.agent;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was opened, in reverse order. Every step runs, also after one that failed or was
 * interrupted; later failures are suppressed in the first. For one thread.
 */
@SuppressWarnings("try") // an interrupt while addresses are released ends the agent
final class Closing implements AutoCloseable {

  private final Deque<Step> steps = new ArrayDeque<>();

  /** Closes one thing. */
  @FunctionalInterface
  interface Step {
    void close() throws InterruptedException;
  }

  /** Has {@code step} run before all steps that were added earlier. */
  void add(Step step) {
    steps.push(step);
  }

  @Override
  public void close() throws InterruptedException {
    if (!steps.isEmpty()) {
      // A step that fails leaves the rest to the closing of this.
      try (var _ = this) {
        steps.pop().close();
      }
    }
  }
}
