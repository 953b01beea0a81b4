package org.holdfast.agent;

import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.holdfast.linux.DyingProcess;
import org.holdfast.linux.LinuxException;
import org.holdfast.vrrp.io.LastRelease;

/**
 * What the launcher has the JVM run when an agent dies that can do nothing itself any more: out of
 * memory, or by a fault of the JVM. The agent waits for it, so that its addresses are gone before
 * it is.
 */
public final class ReleaseOfDying {

  private ReleaseOfDying() {}

  /** Removes what the agent of that process id holds. */
  public static void main(String... arguments) {
    int status = 0;
    var time = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS);
    try {
      int pid = Integer.parseInt(arguments[0]);
      // Its other threads would put back what goes.
      DyingProcess.stop(pid);
      var removed = LastRelease.of(pid);
      System.err.println(
          time
              + " ERROR The agent (process "
              + pid
              + ") dies of a fatal error; "
              + removed
                  .map(count -> "addresses, routes and rules removed: " + count)
                  .orElse("it held nothing"));
      DyingProcess.kill(pid);
    } catch (IOException | LinuxException | NumberFormatException e) {
      System.err.println(time + " ERROR What a dying agent holds cannot be removed: " + e);
      status = 1;
    }
    Runtime.getRuntime().halt(status);
  }
}
