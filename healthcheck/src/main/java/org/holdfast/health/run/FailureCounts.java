package org.holdfast.health.run;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.holdfast.health.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one check, by kind. Takes memory only after a first failure, as most checks never
 * fail. One thread counts; any thread reads.
 */
final class FailureCounts {

  private volatile @Nullable AtomicLongArray counts;

  void count(Failure kind) {
    var present = counts;
    if (present == null) {
      present = new AtomicLongArray(Failure.values().length);
      counts = present;
    }
    present.incrementAndGet(kind.ordinal());
  }

  /** The counts above zero. */
  Map<Failure, Long> byKind() {
    var byKind = new EnumMap<Failure, Long>(Failure.class);
    var present = counts;
    if (present != null) {
      for (var kind : Failure.values()) {
        long count = present.get(kind.ordinal());
        if (count > 0) {
          byKind.put(kind, count);
        }
      }
    }
    return byKind;
  }
}
