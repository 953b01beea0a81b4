package org.holdfast.agent.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has {@code holdfast release} run when an agent that was started in a terminal is killed by {@code
 * kill -9}: no parent starts such an agent again, and its addresses must not stay. A shell reads
 * from a pipe to this process, which the kernel closes with the process, and takes part in nothing
 * else. An agent with a parent has no such shell. An agent with neither logs what will be missing.
 * Not thread-safe.
 */
public final class AfterKill implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AfterKill.class);

  /** Set by the launcher for an agent that has a terminal and no parent. */
  private static final String IN_TERMINAL = "holdfast.in-terminal";

  /** Signals that a terminal sends to the agent reach the shell too, which waits on. */
  private static final String SCRIPT =
      """
      trap '' HUP INT QUIT TERM
      read -r _ && exit
      echo "holdfast: the agent (process $3) has ended out of order: releasing what it has left" >&2
      HOLDFAST_HEAP=64m
      export HOLDFAST_HEAP
      exec "$1" release --control-socket "$2" >&2
      """;

  private final @Nullable String launcher;
  private final Path controlSocket;
  private final boolean hasParent;
  private @Nullable Process shell;

  /**
   * Creates an object without a shell.
   *
   * @param launcher null for an agent that was not started in a terminal
   */
  AfterKill(@Nullable String launcher, Path controlSocket, boolean hasParent) {
    this.launcher = launcher;
    this.controlSocket = controlSocket;
    this.hasParent = hasParent;
  }

  /** Creates an object for this process, without a shell yet. */
  public static AfterKill ofThisProcess(Path controlSocket) {
    return new AfterKill(
        System.getProperty(IN_TERMINAL) == null ? null : System.getProperty(NetNamespace.LAUNCHER),
        controlSocket,
        System.getenv("HOLDFAST_PARENT") != null);
  }

  /** Starts the shell, or logs that nothing removes the addresses. Called once the agent serves. */
  public void begin() {
    if (hasParent) {
      return;
    }
    if (launcher == null) {
      log.info(
          "The agent has no parent: if it is killed by kill -9, its addresses stay until \"holdfast"
              + " release\" or its next run; --supervise removes them");
      return;
    }
    try {
      shell =
          new ProcessBuilder(
                  "/bin/sh",
                  "-c",
                  SCRIPT,
                  "holdfast-after-kill",
                  launcher,
                  controlSocket.toAbsolutePath().toString(),
                  Long.toString(ProcessHandle.current().pid()))
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      log.warn("After kill -9 the addresses would stay: {}", e.getMessage());
    }
  }

  /** Ends the shell: the agent has ended in order. */
  @Override
  public void close() {
    var waiting = shell;
    if (waiting != null) {
      try (var end = waiting.getOutputStream()) {
        end.write("end\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        log.debug("The shell that waits for the end of the agent has gone", e);
      }
    }
  }

  /** Returns the shell; null if there is none. */
  @Nullable Process shell() {
    return shell;
  }
}
