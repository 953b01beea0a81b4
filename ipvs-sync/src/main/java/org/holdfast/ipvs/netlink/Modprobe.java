package org.holdfast.ipvs.netlink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The system's {@code modprobe}, which this waits for: some ten milliseconds, at the start. */
public final class Modprobe implements Modules {

  private static final long MOST_SECONDS = 10;

  /** Where it is, whatever the PATH says: it is run with all that the agent may do. */
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
      // What it has to say fits into a pipe many times.
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
