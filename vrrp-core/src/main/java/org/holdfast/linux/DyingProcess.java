package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** Stops and kills another process, which is about to end, and ends this one at once. */
public final class DyingProcess {

  private static final int SIGKILL = 9;
  private static final int SIGSTOP = 19;

  static {
    Native.register(DyingProcess.class, NativeLibrary.getProcess());
  }

  private DyingProcess() {}

  private static native int kill(int pid, int signal);

  private static native void _exit(int status);

  /**
   * Ends this process at once. Other than the JVM's own ways to end, this waits for no safepoint,
   * which a thread that hangs may never reach.
   *
   * @param status the exit status
   */
  public static void exit(int status) {
    _exit(status);
  }

  /**
   * Stops all threads of the process.
   *
   * @throws LinuxException when that is not allowed, or there is no such process
   */
  public static void stop(int pid) {
    send(pid, SIGSTOP);
  }

  /**
   * Kills the process.
   *
   * @throws LinuxException when that is not allowed, or there is no such process
   */
  public static void kill(int pid) {
    send(pid, SIGKILL);
  }

  private static void send(int pid, int signal) {
    if (kill(pid, signal) != 0) {
      throw new LinuxException(
          "send signal " + signal + " to process " + pid, Native.getLastError());
    }
  }
}
