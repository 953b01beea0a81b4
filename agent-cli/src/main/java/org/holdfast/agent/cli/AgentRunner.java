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
   * Removes the kernel state that a crashed agent with that control socket has left behind. The
   * default implementation changes nothing.
   */
  default ExitStatus release(Path controlSocket) {
    return ExitStatus.OK;
  }

  /**
   * Lists, one per line, the objects that this host lacks now and for which an agent with that
   * configuration would wait. The default implementation checks nothing and returns no lines.
   */
  default List<String> missing(AgentConfig config) {
    return List.of();
  }
}
