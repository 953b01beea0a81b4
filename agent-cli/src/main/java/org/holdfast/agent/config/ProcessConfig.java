package org.holdfast.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the agent's process.
 *
 * @param pidFile null for none
 * @param netNamespace the name of the network namespace to run in; null for the namespace in which
 *     the agent was started
 */
public record ProcessConfig(@Nullable String pidFile, @Nullable String netNamespace) {

  /** The settings of a file that has none. */
  public static final ProcessConfig DEFAULT = new ProcessConfig(null, null);

  /** A copy whose missing settings are taken from {@code other}. */
  ProcessConfig or(ProcessConfig other) {
    return new ProcessConfig(
        pidFile == null ? other.pidFile : pidFile,
        netNamespace == null ? other.netNamespace : netNamespace);
  }
}
