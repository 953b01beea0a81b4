package org.holdfast.health.run;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.health.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one check, by kind. Takes memory only after a first failure, as most checks never
 * fail. One thread counts; any thread reads.
 */
final class FailureCounts {

  private volatile @Nullable Map<Failure, Long> counts;

  void count(Failure kind) {
    var present = counts;
    if (present == null) {
      present = new ConcurrentHashMap<>(4);
      counts = present;
    }
    present.merge(kind, 1L, Long::sum);
  }

  /** The counts above zero. */
  Map<Failure, Long> byKind() {
    var present = counts;
    return present == null ? Map.of() : Map.copyOf(present);
  }
}
