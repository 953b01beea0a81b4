package org.holdfast.agent.status;

/**
 * The configuration that the agent runs.
 *
 * @param file the file's path, as given to the agent
 * @param loadedAt the time at which the running configuration was loaded, see {@link
 *     org.holdfast.time.ClockTime#of(java.time.Instant)}; a refused reload does not change it
 */
public record ConfigurationStatus(String file, String loadedAt) {}
