package org.holdfast.agent.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which threads to give another real-time priority. A thread that has its priority only for
 * the sake of the election loop and has used a whole processor for ten seconds loses it for a
 * minute, so that a thread that does not end its work cannot keep the host's programs from the
 * processor. Not thread-safe.
 */
final class RealTimeShares {

  static final Duration LONGEST_WORK = Duration.ofSeconds(10);
  static final Duration REST = Duration.ofMinutes(1);

  /** A thread that uses this many hundredths of a processor uses all of it. */
  private static final int WHOLE = 90;

  private Map<Integer, Usage> usages = new HashMap<>();

  /**
   * Another priority for a thread.
   *
   * @param priority 1 to 99; 0 for normal scheduling
   * @param rests whether it has lost its priority because it used a whole processor
   */
  record Change(ThreadStat thread, int priority, boolean rests) {}

  /**
   * What a thread has used.
   *
   * @param at when it was seen
   * @param busyNanos for how long it has used a whole processor
   * @param restsUntil until when it has no priority; {@code at} if it does not rest
   */
  private record Usage(long at, long cpuMillis, long busyNanos, long restsUntil) {

    Usage next(long now, long cpu) {
      long used = Duration.ofMillis(cpu - cpuMillis).toNanos();
      boolean busy = used >= (now - at) / 100 * WHOLE;
      return new Usage(
          now, cpu, busy ? busyNanos + now - at : 0, restsUntil - now > 0 ? restsUntil : now);
    }

    boolean rests() {
      return restsUntil - at > 0;
    }

    Usage resting() {
      return new Usage(at, cpuMillis, 0, at + REST.toNanos());
    }
  }

  /**
   * Returns what to change.
   *
   * @param threads all threads of the process
   * @param now a time of the system's clock, in nanoseconds
   */
  List<Change> changes(List<ThreadStat> threads, RealTimePriorities priorities, long now) {
    var changes = new ArrayList<Change>();
    var seen = new HashMap<Integer, Usage>();
    for (var thread : threads) {
      var usage = usage(thread, now);
      boolean tooBusy =
          usage.busyNanos >= LONGEST_WORK.toNanos() && priorities.isForOthers(thread.name());
      if (tooBusy) {
        usage = usage.resting();
      }
      seen.put(thread.thread(), usage);
      int priority = priorities.of(thread.name());
      int wanted = usage.rests() ? 0 : Math.max(0, priority);
      if (priority != 0 && wanted != thread.realTimePriority()) {
        changes.add(new Change(thread, wanted, tooBusy));
      }
    }
    usages = seen;
    return changes;
  }

  /** Lets a thread rest at once. */
  void rest(ThreadStat thread, long now) {
    usages.put(thread.thread(), usage(thread, now).resting());
  }

  private Usage usage(ThreadStat thread, long now) {
    var before = usages.get(thread.thread());
    return before == null || before.cpuMillis > thread.cpuMillis()
        ? new Usage(now, thread.cpuMillis(), 0, now)
        : before.next(now, thread.cpuMillis());
  }
}
