package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Real-time scheduling and locked memory. An unprivileged agent runs without both. */
public final class RealTime {

  private static final int SCHED_OTHER = 0;
  private static final int SCHED_RR = 2;
  private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;

  private static final int RLIMIT_RTTIME = 15;
  private static final long UNLIMITED = -1;

  private RealTime() {}

  /** What threads and processes get that a thread starts later. */
  public enum Heirs {
    /** The scheduling of that thread. */
    SAME,

    /** Normal scheduling. */
    NORMAL
  }

  /**
   * Moves only the calling thread to SCHED_RR. Threads and processes that it starts later go back
   * to normal scheduling.
   *
   * @param priority 1..99, higher runs first
   * @return empty on success, otherwise why the kernel refused
   */
  public static Optional<LinuxException> scheduleThisThread(int priority) {
    return schedule(0, priority, Heirs.NORMAL);
  }

  /**
   * Moves a thread of this process to SCHED_RR, or back to normal scheduling. Without privileges, a
   * thread whose heirs are NORMAL cannot be moved with the heirs SAME.
   *
   * @param thread the thread's number; 0 for the calling thread
   * @param priority 1..99, higher runs first; 0 for normal scheduling
   * @return empty on success, otherwise why the kernel refused
   */
  public static Optional<LinuxException> schedule(int thread, int priority, Heirs heirs) {
    int policy = priority == 0 ? SCHED_OTHER : SCHED_RR;
    int flags = heirs == Heirs.NORMAL ? SCHED_RESET_ON_FORK : 0;
    var parameter = NativeBuffer.ofInt(priority);
    try {
      return refusal(
          LibC.sched_setscheduler(thread, policy | flags, parameter.address()),
          "schedule "
              + (thread == 0 ? "this thread" : "thread " + thread)
              + (priority == 0 ? " normally" : " with SCHED_RR " + priority));
    } finally {
      Reference.reachabilityFence(parameter);
    }
  }

  /**
   * Limits how long a thread under SCHED_RR may use the processor without waiting. At the limit,
   * and after every further second, the kernel sends SIGXCPU to the process; its hard limit stays.
   * Applies to all threads of the process, and to processes that are started later.
   *
   * @param limit null for no limit
   * @return empty on success, otherwise why the kernel refused
   */
  public static Optional<LinuxException> limit(@Nullable Duration limit) {
    var limits = NativeBuffer.allocate(2 * Long.BYTES); // struct rlimit: soft, hard
    try {
      int read = LibC.getrlimit(RLIMIT_RTTIME, limits.address());
      if (read != 0) {
        return refusal(read, "read the limit of real-time threads");
      }
      long micros = limit == null ? UNLIMITED : limit.toNanos() / 1000;
      long hard = limits.bytes().getLong(Long.BYTES);
      boolean fits = hard == UNLIMITED || (micros != UNLIMITED && micros <= hard);
      limits.bytes().putLong(0, fits ? micros : hard);
      return refusal(
          LibC.setrlimit(RLIMIT_RTTIME, limits.address()), "change the limit of real-time threads");
    } finally {
      Reference.reachabilityFence(limits);
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
