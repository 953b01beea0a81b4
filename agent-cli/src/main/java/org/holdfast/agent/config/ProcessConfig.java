package org.holdfast.agent.config;

import org.jspecify.annotations.Nullable;

/**
 * What holds for the agent's process.
 *
 * @param pidFile null for none
 * @param netNamespace the name of the network namespace to run in; null for that of its start
 */
public record ProcessConfig(@Nullable String pidFile, @Nullable String netNamespace) {

  /** Nothing said. */
  public static final ProcessConfig DEFAULT = new ProcessConfig(null, null);

  /** This, and for what it says nothing of, what {@code other} says. */
  ProcessConfig or(ProcessConfig other) {
    return new ProcessConfig(
        pidFile == null ? other.pidFile : pidFile,
        netNamespace == null ? other.netNamespace : netNamespace);
  }
}
