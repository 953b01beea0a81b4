package org.holdfast.linux;

import java.time.Clock;

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

  /**
   * The wall clock, which runs backwards when somebody sets it: for the HMAC trailer of adverts,
   * whose sequences are times of day, and for nothing that is due.
   */
  static Clock wall() {
    return Clock.systemUTC();
  }
}
