package org.holdfast.agent.cli;

import java.util.List;
import org.holdfast.agent.config.AgentConfig;

/** Runs the agent in this process until it is told to stop. */
@FunctionalInterface
public interface AgentRunner {

  /** Blocks until the agent has ended. */
  ExitStatus run(RunOptions options);

  /**
   * What an agent of that configuration would miss on this host now and wait for, a line for each;
   * nothing where nobody looks.
   */
  default List<String> missing(AgentConfig config) {
    return List.of();
  }
}
