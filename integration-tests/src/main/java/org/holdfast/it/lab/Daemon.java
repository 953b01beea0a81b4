package org.holdfast.it.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A long-running process with its output; each line has the time of its arrival. Thread-safe. */
public final class Daemon implements AutoCloseable {

  /** One line of output and the time at which it was read. */
  public record Line(Instant at, String text) {}

  private final Process process;
  private final List<Line> lines = new ArrayList<>();
  private final Thread reader;

  Daemon(List<String> command) {
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofPlatform().daemon().name("output of " + command.getLast()).start(this::read);
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String text = output.readLine(); text != null; text = output.readLine()) {
        synchronized (lines) {
          lines.add(new Line(Instant.now(), text));
        }
      }
    } catch (IOException e) {
      synchronized (lines) {
        lines.add(new Line(Instant.now(), "output lost: " + e.getMessage()));
      }
    }
  }

  /** Returns the output so far. */
  public List<Line> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Returns the output so far as one text. */
  public String log() {
    return lines().stream().map(Line::text).collect(Collectors.joining("\n"));
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /**
   * Returns the process ID. The commands that enter a node replace themselves with the command that
   * they start, so this is the ID of that command.
   */
  public long pid() {
    return process.pid();
  }

  /** Waits for a process that ends by itself. */
  void await(Duration atMost) {
    if (!LabCommand.exits(process, atMost)) {
      throw new LabException("still running after " + atMost + ":\n" + log());
    }
    exitStatus();
  }

  /** Sends SIGTERM, waits for the end, and returns the exit status. */
  public int stop() {
    terminate();
    if (!LabCommand.exits(process, Lab.PATIENCE)) {
      kill();
      throw new LabException("did not stop within " + Lab.PATIENCE + ":\n" + log());
    }
    return exitStatus();
  }

  /** Sends SIGTERM without waiting. */
  public void terminate() {
    // Not process.destroy(): that closes our end of the output, and the last lines would be lost.
    process.toHandle().destroy();
  }

  /**
   * Sends SIGKILL to the process and its descendants, the youngest first, so that none of them can
   * react to the end of its parent with a last packet.
   */
  public void kill() {
    process.descendants().toList().reversed().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
    LabCommand.exits(process, Lab.PATIENCE);
  }

  /** Waits until all output is read and returns the exit status. */
  public int exitStatus() {
    if (!LabCommand.exits(process, Lab.PATIENCE)) {
      throw new LabException("still running:\n" + log());
    }
    try {
      reader.join(Lab.PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    if (isRunning()) {
      kill();
    }
  }
}
