package org.holdfast.it.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits for the facts of a lab; a failure says what the lab was like.
 *
 * @param poll the time between two looks
 * @param lab describes the lab after a failure, such as by its logs
 */
public record Waits(Duration poll, Supplier<String> lab) {

  /** Waits until a condition holds. */
  public void await(String fact, BooleanSupplier condition) {
    try {
      Awaitility.await(fact).atMost(Lab.PATIENCE).pollInterval(poll).until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not so: " + fact + lab.get(), e);
    }
  }

  /** Asserts that a condition holds for this long. */
  public void holdsFor(Duration time, String fact, BooleanSupplier condition) {
    try {
      Awaitility.await(fact)
          .during(time)
          .atMost(time.plus(Lab.PATIENCE))
          .pollInterval(poll)
          .failFast(() -> !condition.getAsBoolean())
          .until(condition::getAsBoolean);
    } catch (RuntimeException e) {
      throw new AssertionError("no longer so: " + fact + lab.get(), e);
    }
  }
}
