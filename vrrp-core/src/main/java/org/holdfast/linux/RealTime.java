package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.util.Optional;

/** Real-time scheduling and locked memory. An unprivileged agent runs without both. */
public final class RealTime {

  private static final int SCHED_OTHER = 0;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RR = 2;
  private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
  private static final int PRIO_PROCESS = 0;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;

  private RealTime() {}

  /**
   * Moves only the calling thread to SCHED_RR. Threads and processes that it starts later go back
   * to normal scheduling.
   *
   * @param priority 1..99, higher runs first
   * @return empty on success, otherwise why the kernel refused
   */
  public static Optional<LinuxException> scheduleThisThread(int priority) {
    return schedule(0, SCHED_RR, priority, "schedule this thread with SCHED_RR " + priority);
  }

  /**
   * Like {@link #scheduleThisThread}, for a thread of this process by its number in {@code
   * /proc/self/task}. A thread that already has a real-time priority keeps it.
   *
   * @param priority 1..99, higher runs first
   */
  public static Optional<LinuxException> scheduleThread(int thread, int priority) {
    return isRealTime(thread)
        ? Optional.empty()
        : schedule(
            thread, SCHED_RR, priority, "schedule thread " + thread + " with SCHED_RR " + priority);
  }

  /**
   * Gives a thread of this process at least the share of the processor that a niceness stands for.
   * Threads and processes that it starts later have niceness 0. A thread that has a real-time
   * priority, or a lower niceness, keeps it.
   *
   * @param thread its number in {@code /proc/self/task}
   * @param niceness -20..-1, lower has the larger share
   * @return empty on success, otherwise why the kernel refused
   */
  public static Optional<LinuxException> favourThread(int thread, int niceness) {
    if (isRealTime(thread) || LibC.getpriority(PRIO_PROCESS, thread) <= niceness) {
      return Optional.empty();
    }
    var what = "set the niceness of thread " + thread + " to " + niceness;
    return schedule(thread, SCHED_OTHER, 0, what)
        .or(() -> refusal(LibC.setpriority(PRIO_PROCESS, thread, niceness), what));
  }

  private static boolean isRealTime(int thread) {
    int policy = LibC.sched_getscheduler(thread) & ~SCHED_RESET_ON_FORK;
    return policy == SCHED_FIFO || policy == SCHED_RR;
  }

  private static Optional<LinuxException> schedule(
      int thread, int policy, int priority, String what) {
    var parameter = NativeBuffer.ofInt(priority);
    try {
      int done = LibC.sched_setscheduler(thread, policy | SCHED_RESET_ON_FORK, parameter.address());
      return refusal(done, what);
    } finally {
      Reference.reachabilityFence(parameter);
    }
  }

  /**
   * Keeps every page of this process in memory once it has been used. (Pages that were never used
   * are not locked: for a JVM they would amount to two hundred MB.)
   *
   * @return empty on success, otherwise why the kernel refused
   */
  public static Optional<LinuxException> lockMemory() {
    return refusal(LibC.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT), "lock memory");
  }

  private static Optional<LinuxException> refusal(int result, String operation) {
    int errno = Native.getLastError();
    return result == 0 ? Optional.empty() : Optional.of(new LinuxException(operation, errno));
  }
}
