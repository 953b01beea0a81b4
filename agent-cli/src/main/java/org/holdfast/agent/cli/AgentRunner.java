package org.holdfast.agent.cli;

/** Runs the agent in this process until it is told to stop. */
@FunctionalInterface
public interface AgentRunner {

  /** Blocks until the agent has ended. */
  ExitStatus run(RunOptions options);
}
