package org.holdfast.agent.log;

import java.util.logging.LogManager;

/**
 * Keeps the log open while the process shuts down: java.util.logging would close its handlers on
 * SIGTERM, before the agent logs its handover. {@link AgentLog} sets the system property {@code
 * java.util.logging.manager} to the name of this class.
 */
public final class LastingLogManager extends LogManager {

  /** Does nothing: the agent does not use Java's defaults, and reading them would take time. */
  @Override
  public void readConfiguration() {}

  /** Does nothing: the only handler lives as long as the process. */
  @Override
  public void reset() {}
}
