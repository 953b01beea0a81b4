package org.holdfast.agent;

import java.io.IOException;
import org.holdfast.linux.DyingProcess;
import org.holdfast.time.ClockTime;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.LastRelease;

/**
 * Cleans up after an agent that cannot do so itself because it is out of memory, its JVM has failed
 * or its election loop hangs: stops the agent, removes its addresses, routes and rules, and kills
 * it. The agent's JVM starts this program through the launcher's option -XX:OnError, or its
 * watchdog does, and waits for it.
 */
public final class CrashRelease {

  private CrashRelease() {}

  /** Runs the cleanup; the argument is the agent's process ID. */
  public static void main(String... arguments) {
    int status = 1;
    try {
      status = release(Integer.parseInt(arguments[0])) ? 0 : 1;
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }

  private static boolean release(int pid) {
    var time = ClockTime.of(NanoClock.wall().instant());
    var begin = time + " ERROR The agent (process " + pid + ") has crashed or hangs; ";
    try {
      // The agent is stopped first, because its other threads would add the addresses again.
      DyingProcess.stop(pid);
      var removed = LastRelease.of(pid);
      System.err.println(
          begin
              + removed
                  .map(count -> "addresses, routes and rules removed: " + count)
                  .orElse("there was nothing to remove"));
      return true;
    } catch (IOException | RuntimeException e) {
      System.err.println(begin + "its addresses, routes and rules cannot be removed: " + e);
      return false;
    } finally {
      DyingProcess.kill(pid); // a service manager would never restart a process that stays stopped
    }
  }
}
