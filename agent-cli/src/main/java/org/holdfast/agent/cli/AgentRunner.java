package org.holdfast.agent.cli;

import java.nio.file.Path;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;

/** Runs the agent in this process until a signal stops it. */
@FunctionalInterface
public interface AgentRunner {

  /** Blocks until the agent has ended. */
  ExitStatus run(RunOptions options);

  /**
   * Removes what a dead agent with that control socket has left in the kernel. The default
   * implementation touches nothing.
   */
  default ExitStatus release(Path controlSocket) {
    return ExitStatus.OK;
  }

  /**
   * Lists what an agent with that configuration would lack on this host now and wait for, one line
   * each. The default implementation looks at nothing and returns no lines.
   */
  default List<String> missing(AgentConfig config) {
    return List.of();
  }
}
