package org.holdfast.time;

import java.time.Clock;

/** The single source of time: every class that needs the time is given a clock of this type. */
@FunctionalInterface
public interface NanoClock {

  /**
   * Nanoseconds since an arbitrary instant. Never runs backwards. Instants may only be compared by
   * subtraction: {@code now - deadline >= 0}.
   */
  long nanos();

  /**
   * The system's clock: Linux's CLOCK_MONOTONIC. Its instants can be compared between processes of
   * one boot, so that a restarted agent can judge the instants that its earlier run recorded, but
   * never across boots. The clock stands still while the machine is suspended.
   */
  static NanoClock system() {
    return System::nanoTime;
  }

  /**
   * The wall clock, which jumps when it is set. Used only for the HMAC trailer of adverts, whose
   * sequences are times of day, and never for deadlines.
   */
  static Clock wall() {
    return Clock.systemUTC();
  }
}
