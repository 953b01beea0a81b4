package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.util.BitSet;
import java.util.Optional;

/** Changes how the kernel schedules one thread of this process, by the thread's number. */
public final class ThreadScheduling {

  private static final int PRIO_PROCESS = 0;

  /** As many processors as a mask of the C library has. */
  private static final int MOST_CPUS = 1024;

  private ThreadScheduling() {}

  /**
   * Changes the nice value of a thread.
   *
   * @param nice -20 to 19
   * @return empty on success, otherwise why the kernel refused
   */
  public static Optional<LinuxException> nice(int thread, int nice) {
    return refusal(FileLibC.setpriority(PRIO_PROCESS, thread, nice), "set nice " + nice);
  }

  /**
   * Restricts a thread to some processors.
   *
   * @param cpus numbers from 0 to 1023
   * @return empty on success, otherwise why the kernel refused
   */
  public static Optional<LinuxException> cpus(int thread, BitSet cpus) {
    var mask = NativeBuffer.allocate(MOST_CPUS / Byte.SIZE);
    mask.bytes().put(0, cpus.toByteArray());
    try {
      return refusal(
          FileLibC.sched_setaffinity(thread, mask.capacity(), mask.address()),
          "run on processors " + cpus);
    } finally {
      Reference.reachabilityFence(mask);
    }
  }

  private static Optional<LinuxException> refusal(int result, String operation) {
    int errno = Native.getLastError();
    return result == 0 ? Optional.empty() : Optional.of(new LinuxException(operation, errno));
  }
}
