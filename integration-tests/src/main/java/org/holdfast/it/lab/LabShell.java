package org.holdfast.it.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A shell that stays in a namespace and runs short commands there, one after the other. It starts
 * with the first command, and again after it has ended.
 *
 * <p>This is for {@link UserModeLinux}, where each program that is executed takes 20 ms of the only
 * processor: a command that this JVM starts takes three of them (its helper for processes, {@code
 * nsenter} and the command), and a command of this shell takes one, or none if it is built in.
 *
 * <p>Thread-safe: a command waits for the end of the one before.
 */
final class LabShell implements AutoCloseable {
  /** Separates the output of a command from its status; no command prints it. */
  private static final String MARK = "\u0001ended ";

  private static final String END_OF_INPUT = "\u0001END";

  private final List<String> command;
  private final Duration limit;
  private @Nullable Process process;

  /**
   * @param command the command line that becomes the shell, which reads its commands from its input
   * @param limit how long a command may take before the shell and the command are killed
   */
  LabShell(List<String> command, Duration limit) {
    this.command = List.copyOf(command);
    this.limit = limit;
  }

  /**
   * Runs the command and returns its status and output. The status is 137 if it was killed because
   * it exceeded the limit.
   *
   * @param input what it reads; empty for none
   * @throws LabException if the shell cannot be started
   */
  LabCommand.Result run(List<String> words, String input) {
    String line = words.stream().map(LabShell::quoted).collect(Collectors.joining(" "));
    if (input.isEmpty()) {
      return script(line);
    }
    String lines = input.endsWith("\n") ? input : input + "\n";
    return script("%s <<'%s'%n%s%s".formatted(line, END_OF_INPUT, lines, END_OF_INPUT));
  }

  /** Runs lines of shell, as {@link #run(List, String)} does, without input. */
  synchronized LabCommand.Result script(String lines) {
    Process shell = running();
    var ended = new CountDownLatch(1);
    Thread watchdog = Thread.ofVirtual().start(() -> killAfterLimit(shell, ended));
    try {
      Writer orders = shell.outputWriter(StandardCharsets.UTF_8);
      // The shell reads its commands from its input, which a command must not read.
      orders.write("{\n%s\n} </dev/null\nprintf '\\n%s%%d\\n' $?\n".formatted(lines, MARK));
      orders.flush();
      return answer(shell);
    } catch (IOException e) {
      throw new LabException("the shell ended during this command: " + lines, e);
    } finally {
      ended.countDown();
      joined(watchdog);
    }
  }

  private Process running() {
    if (process == null || !process.isAlive()) {
      try {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
      } catch (IOException e) {
        throw new LabException("cannot run " + String.join(" ", command), e);
      }
    }
    return process;
  }

  @SuppressWarnings("resource") // the reader must not close the shell's output
  private LabCommand.Result answer(Process shell) throws IOException {
    BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
    var printed = new StringJoiner("\n");
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(MARK)) {
        return new LabCommand.Result(
            Integer.parseInt(line.substring(MARK.length())), printed.toString());
      }
      printed.add(line);
    }
    LabCommand.exits(shell, limit);
    return new LabCommand.Result(shell.exitValue(), printed.toString());
  }

  private void killAfterLimit(Process shell, CountDownLatch ended) {
    try {
      if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(shell);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Kills the shell before its command, so that it does not report the end of the command. */
  private static void kill(Process shell) {
    List<ProcessHandle> commands = shell.descendants().toList();
    shell.toHandle().destroyForcibly();
    commands.forEach(ProcessHandle::destroyForcibly);
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns this text as one word of a shell's command line. */
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Ends the shell; the next command starts another. */
  @Override
  public synchronized void close() {
    if (process != null) {
      process.destroyForcibly(); // no command is running
      LabCommand.exits(process, limit);
      process = null;
    }
  }
}
