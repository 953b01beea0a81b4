package org.holdfast.agent;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Runs closing steps in the reverse order of their registration. Every step runs, even if an
 * earlier one failed or was interrupted; later failures are suppressed in the first. Not
 * thread-safe.
 */
@SuppressWarnings("try") // an interrupt while addresses are being released ends the agent
final class Closing implements AutoCloseable {

  private final Deque<Step> steps = new ArrayDeque<>();

  /** Closes one resource. */
  @FunctionalInterface
  interface Step {
    void close() throws InterruptedException;
  }

  /** Adds a step, which runs before all steps that were added earlier. */
  void add(Step step) {
    steps.push(step);
  }

  @Override
  public void close() throws InterruptedException {
    if (!steps.isEmpty()) {
      // If a step fails, close() runs the remaining ones.
      try (var _ = this) {
        steps.pop().close();
      }
    }
  }
}
