package org.holdfast.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the agent's process.
 *
 * @param pidFile null if no PID file is written
 * @param netNamespace the name of the network namespace to run in; null for the namespace in which
 *     the agent was started
 */
public record ProcessConfig(@Nullable String pidFile, @Nullable String netNamespace) {

  /** The settings if the file has none. */
  public static final ProcessConfig DEFAULT = new ProcessConfig(null, null);

  /** keepalived's PID file. */
  static final ProcessConfig OF_KEEPALIVED = new ProcessConfig("/run/keepalived.pid", null);

  /** Returns a copy whose missing settings are taken from {@code other}. */
  ProcessConfig or(ProcessConfig other) {
    return new ProcessConfig(
        pidFile == null ? other.pidFile : pidFile,
        netNamespace == null ? other.netNamespace : netNamespace);
  }
}
