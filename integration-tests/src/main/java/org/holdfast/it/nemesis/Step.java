package org.holdfast.it.nemesis;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Faults that overlap: they are begun one after another, last for a time, and are ended in the
 * reverse order.
 *
 * @param number counts from 1
 * @param hold the time from the begin of the last fault to the first end
 * @param pause the time between the recovery and the next step
 */
public record Step(int number, List<Strike> strikes, Duration hold, Duration pause) {

  /**
   * One fault on one side.
   *
   * @param delay the time since the begin of the strike before it
   * @param seed the seed of what the fault itself draws
   */
  public record Strike(Fault fault, Side side, Duration delay, long seed) {
    @Override
    public String toString() {
      String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + side;
      return delay.isZero() ? name : "%s after %d ms".formatted(name, delay.toMillis());
    }
  }

  public Step {
    strikes = List.copyOf(strikes);
  }

  /**
   * Returns what clients may notice. Two faults that move addresses may meet the only director that
   * could serve.
   */
  public Effect effect() {
    long moving =
        strikes.stream().filter(strike -> strike.fault().effect() != Effect.NOTHING).count();
    return moving > 1
        ? Effect.OUTAGE
        : strikes.stream()
            .map(strike -> strike.fault().effect())
            .reduce(Effect.NOTHING, Effect::and);
  }

  @Override
  public String toString() {
    return "step %d: %s; for %d ms; may cause: %s"
        .formatted(
            number,
            strikes.stream().map(Strike::toString).collect(Collectors.joining(", ")),
            hold.toMillis(),
            effect().name().toLowerCase(Locale.ROOT));
  }
}
