package org.holdfast.agent;

import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.holdfast.linux.DyingProcess;
import org.holdfast.linux.LinuxException;
import org.holdfast.vrrp.io.LastRelease;

/**
 * Releases what an agent holds that can no longer do so itself, because it is out of memory or the
 * JVM has failed. The launcher has the JVM run this program. The agent waits for it, so that the
 * addresses are gone before the agent ends.
 */
public final class ReleaseOfDying {

  private ReleaseOfDying() {}

  /** Removes the addresses and routes that the agent with that process id holds. */
  public static void main(String... arguments) {
    int status = 0;
    var time = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS);
    try {
      int pid = Integer.parseInt(arguments[0]);
      // Otherwise other threads of the agent would add the addresses again.
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
