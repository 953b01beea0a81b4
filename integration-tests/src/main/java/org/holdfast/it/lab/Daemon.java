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

/** A long-lived process with its output, each line stamped when it arrived. Thread-safe. */
public final class Daemon implements AutoCloseable {

  /** One line of output and when it was read. */
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

  /** Everything it has printed so far. */
  public List<Line> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Everything it has printed so far, as one text. */
  public String log() {
    return lines().stream().map(Line::text).collect(Collectors.joining("\n"));
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** Its process: the commands that enter a node become what they start. */
  public long pid() {
    return process.pid();
  }

  /** Waits for its end, which comes by itself. */
  void await(Duration atMost) {
    if (!Command.exits(process, atMost)) {
      throw new LabException("still running after " + atMost + ":\n" + log());
    }
    exitStatus();
  }

  /** SIGTERM, and waits for the end; the exit status. */
  public int stop() {
    terminate();
    if (!Command.exits(process, Lab.PATIENCE)) {
      kill();
      throw new LabException("did not stop within " + Lab.PATIENCE + ":\n" + log());
    }
    return exitStatus();
  }

  /** SIGTERM, without waiting. */
  public void terminate() {
    // Not process.destroy(): that closes our end of the output, and the last words are lost.
    process.toHandle().destroy();
  }

  /** SIGKILL to the process and its children, youngest first so that no parent says goodbye. */
  public void kill() {
    process.descendants().toList().reversed().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
    Command.exits(process, Lab.PATIENCE);
  }

  /** The exit status, once all its output is read. */
  public int exitStatus() {
    if (!Command.exits(process, Lab.PATIENCE)) {
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
