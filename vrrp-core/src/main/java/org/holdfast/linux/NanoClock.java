package org.holdfast.linux;

/** The one clock of the house. Whoever needs the time is given one of these. */
@FunctionalInterface
public interface NanoClock {

  /**
   * Nanoseconds since a moment of no meaning. Never runs backwards. Instants compare only by
   * subtraction: {@code now - deadline >= 0}.
   */
  long nanos();

  /**
   * The system's clock: Linux's CLOCK_MONOTONIC. Its instants can be compared between processes of
   * one boot, which is what lets a restarted agent judge what its earlier life wrote down; never
   * across a boot. Stands still while the machine is suspended.
   */
  static NanoClock system() {
    return System::nanoTime;
  }
}
