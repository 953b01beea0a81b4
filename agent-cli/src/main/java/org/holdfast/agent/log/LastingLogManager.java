package org.holdfast.agent.log;

import java.util.logging.LogManager;

/**
 * Keeps the log open while the process shuts down: java.util.logging closes its handlers on
 * SIGTERM, which is when an agent that hands over has the most to say. Found by the name that
 * {@link AgentLog} gives to {@code java.util.logging.manager}.
 */
public final class LastingLogManager extends LogManager {

  /** Does nothing: the agent does not use Java's defaults, and reading them would take time. */
  @Override
  public void readConfiguration() {}

  /** Does nothing: the only handler lives as long as the process. */
  @Override
  public void reset() {}
}
