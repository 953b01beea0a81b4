package org.holdfast.agent.process;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The signals of keepalived, by the names that its {@code --signum} takes. The numbers are those of
 * Linux on x86_64 and aarch64 with glibc, whose first real-time signal is 34.
 */
public enum KeepalivedSignal {
  STOP(15),
  RELOAD(1),
  DATA(10),
  STATS(12),
  /** RTMAX-1. */
  STATS_CLEAR(63),
  /** RTMIN+2. */
  JSON(36),
  /** RTMAX. */
  TDATA(64);

  private final int number;

  KeepalivedSignal(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Finds a signal by its name in capitals. */
  public static Optional<KeepalivedSignal> named(String name) {
    return Stream.of(values()).filter(signal -> signal.name().equals(name)).findFirst();
  }
}
