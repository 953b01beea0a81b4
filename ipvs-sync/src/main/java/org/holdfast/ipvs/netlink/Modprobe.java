package org.holdfast.ipvs.netlink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's {@code modprobe} and waits for it: some ten milliseconds, at the start. */
public final class Modprobe implements KernelModules {

  private static final long MOST_SECONDS = 10;

  /**
   * The paths where {@code modprobe} is searched for, regardless of PATH, because the program runs
   * with all of the agent's privileges.
   */
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/sbin/modprobe"),
          Path.of("/sbin/modprobe"),
          Path.of("/usr/bin/modprobe"),
          Path.of("/bin/modprobe"));

  @Override
  public String load(String module) {
    var program = PLACES.stream().filter(Files::isExecutable).findFirst();
    if (program.isEmpty()) {
      return "modprobe is not installed: load the module " + module + " by other means";
    }
    try {
      var process =
          new ProcessBuilder(program.get().toString(), module).redirectErrorStream(true).start();
      process.getOutputStream().close();
      // Its output always fits into a pipe.
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "modprobe " + module + " has not ended in " + MOST_SECONDS + " s";
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.exitValue();
      return status == 0
          ? ""
          : "modprobe " + module + " ended with " + status + ": " + output.strip();
    } catch (IOException e) {
      return "modprobe " + module + ": " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "modprobe " + module + ": interrupted";
    }
  }
}
