package org.holdfast.agent.process;

import java.util.List;

/**
 * The real-time priority of each thread. At a safepoint (a garbage collection, for example) the
 * election loop waits for the JVM's own thread and until every thread that runs Java code has
 * stopped, and it shares the JVM's locks with all of them. A thread that gets no processor
 * meanwhile, because programs with real-time priority or many others want it, delays adverts as if
 * it had stopped the election. So each thread of the process is above all that the election loop is
 * above, and the election loop is above them.
 *
 * <p>In every field 0 stands for threads that are left as they are, and {@link #NORMAL} for threads
 * that are scheduled normally.
 *
 * @param machine for the JVM's threads that the election loop waits for, and those that notice when
 *     the loop hangs
 * @param others for the threads that none of the other fields is for
 */
record RealTimePriorities(int election, int bfd, int checks, int machine, int others) {

  static final RealTimePriorities NONE = new RealTimePriorities(0, 0, 0, 0, 0);

  /** Normal scheduling, for threads that had a priority. */
  static final int NORMAL = -1;

  /** The thread that collects garbage and waits until all others have stopped for it. */
  static final String COLLECTOR = "VM Thread";

  static final List<String> CHECKS = List.of("checks", "ipvs");
  static final List<String> BFD = List.of("bfd");

  /** The kernel cuts the names of threads after 15 characters. */
  private static final List<String> MACHINE = List.of(COLLECTOR, "Signal Dispatch", "watchdog");

  private static final List<String> ELECTION = List.of("election");

  /**
   * Determines the priorities from the configured ones, each 1 to 99 or 0 for none.
   *
   * @param election if it is 1, the election gets 2, because the others are one below it
   */
  static RealTimePriorities of(int election, int bfd, int checks) {
    int first = election > 0 ? election : bfd;
    int highest = first > 0 ? Math.max(2, first) : 0;
    int others = Math.max(0, highest - 1);
    int ofBfd = bfd > 0 ? bfd : highest;
    int ofChecks = checks > 0 ? checks : others;
    return new RealTimePriorities(
        election > 0 ? highest : others,
        ofBfd,
        ofChecks,
        highest == 0 ? 0 : Math.max(highest, Math.max(ofBfd, ofChecks)),
        others);
  }

  /** Returns these priorities after others: threads that lose theirs are scheduled normally. */
  RealTimePriorities after(RealTimePriorities before) {
    return new RealTimePriorities(
        orNormal(election, before.election),
        orNormal(bfd, before.bfd),
        orNormal(checks, before.checks),
        orNormal(machine, before.machine),
        orNormal(others, before.others));
  }

  private static int orNormal(int priority, int before) {
    return priority == 0 && before != 0 ? NORMAL : priority;
  }

  /** Returns the priority of a thread, by its name. */
  int of(String thread) {
    if (isOneOf(ELECTION, thread)) {
      return election;
    }
    if (isOneOf(BFD, thread)) {
      return bfd;
    }
    if (isOneOf(CHECKS, thread)) {
      return checks;
    }
    return isOneOf(MACHINE, thread) ? machine : others;
  }

  /** Whether a thread has its priority only for the sake of the election loop. */
  boolean isForOthers(String thread) {
    return others > 0 && of(thread) == others;
  }

  /**
   * Whether threads that a thread starts must not get its priority, because it is that of the
   * election or higher.
   */
  static boolean isForItself(String thread) {
    return isOneOf(ELECTION, thread) || isOneOf(BFD, thread) || isOneOf(MACHINE, thread);
  }

  /** Whether a thread belongs to one of these groups. */
  static boolean isOneOf(List<String> groups, String thread) {
    return groups.stream()
        .anyMatch(group -> thread.equals(group) || thread.startsWith(group + "-"));
  }
}
