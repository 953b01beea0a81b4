package org.holdfast.agent.cli;

import java.nio.file.Path;

/** Runs the agent in this process until it is told to stop. */
@FunctionalInterface
public interface AgentRunner {

  /**
   * Blocks until the agent has ended.
   *
   * @param detail whether per-packet facts are logged too
   */
  ExitStatus run(Path configuration, Path controlSocket, boolean detail);
}
