package org.holdfast.agent.doctor.look;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs short programs of the system to their end. */
final class Programs {

  private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private Programs() {}

  /** Returns the path of a program; empty if it does not exist. */
  static Optional<Path> find(String name) {
    return FOLDERS.stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Returns the output of a program.
   *
   * @throws IOException if it cannot be run, takes longer than two seconds, or ends with a status
   *     other than 0; the message contains its error output
   */
  static String output(Path program, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var watchdog = Thread.ofPlatform().daemon().start(() -> endInTime(process));
    try {
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      watchdog.join();
      if (status != 0) {
        var said = output.strip().lines().findFirst().orElse("status " + status);
        throw new IOException(program.getFileName() + ": " + said);
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(program + ": interrupted", e);
    }
  }

  private static void endInTime(Process process) {
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }
}
