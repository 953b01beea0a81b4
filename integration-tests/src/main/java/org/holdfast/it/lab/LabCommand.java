package org.holdfast.it.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Short commands, which are run to their end within a time limit; their output is kept in memory.
 */
final class LabCommand {
  /** How long a command may take before it is killed. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** The exit status and all output, including standard error. */
  record Result(int status, String output) {

    /**
     * Returns the output of a command that must have ended with status 0.
     *
     * @param command what was run
     * @throws LabException if the status is not 0
     */
    String outputOf(List<String> command) {
      if (status != 0) {
        throw new LabException(
            "%s: status %d: %s".formatted(String.join(" ", command), status, output.strip()));
      }
      return output;
    }
  }

  private LabCommand() {}

  /**
   * Runs the command and returns its output.
   *
   * @throws LabException if the status is not 0
   */
  static String run(List<String> command) {
    return run(command, "");
  }

  /**
   * Runs the command with this text as its input and returns its output.
   *
   * @throws LabException if the status is not 0
   */
  static String run(List<String> command, String input) {
    return attempt(command, input).outputOf(command);
  }

  /** Runs the command without input and returns its status and output. */
  static Result attempt(List<String> command) {
    return attempt(command, "");
  }

  /** Runs the command with this text as its input and returns its status and output. */
  static Result attempt(List<String> command, String input) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var lines = process.outputWriter(StandardCharsets.UTF_8)) {
        lines.write(input);
      }
      Thread watchdog =
          Thread.ofVirtual()
              .start(() -> {
                if (!exits(process, LIMIT)) {
                  process.destroyForcibly();
                }
              });
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      watchdog.join();
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new LabException("cannot run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Waits for the process; returns false if it still runs after the limit. */
  static boolean exits(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static LabException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LabException("interrupted", e);
  }
}
