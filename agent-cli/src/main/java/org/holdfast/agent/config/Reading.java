package org.holdfast.agent.config;

import java.nio.file.Path;
import org.holdfast.agent.config.ConfigFile.Loaded;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration is read from, and what the command line says to it.
 *
 * @param configId what keepalived's {@code @id} lines are compared with; null for the host's name
 *     up to its first dot
 * @param strict whether a warning is as bad as an error: a line of keepalived's that has no
 *     counterpart here is one
 * @param process what holds whatever the file says of it
 */
public record Reading(Path file, @Nullable String configId, boolean strict, ProcessConfig process) {

  /** Of a file alone. */
  public static Reading of(Path file) {
    return new Reading(file, null, false, ProcessConfig.DEFAULT);
  }

  /**
   * Reads it; as {@link ConfigFile#load(Path)}.
   *
   * @throws ConfigException also for warnings alone, if it is strict
   */
  public Loaded load() throws ConfigException {
    return load(KnownServers.NONE);
  }

  /**
   * Reads it again, the sooner the less has changed since {@code earlier}.
   *
   * @throws ConfigException as {@link #load()} does
   */
  public Loaded load(Loaded earlier) throws ConfigException {
    return load(earlier.known());
  }

  private Loaded load(KnownServers earlier) throws ConfigException {
    var loaded = ConfigFile.load(file, configId, earlier);
    if (strict && !loaded.warnings().isEmpty()) {
      throw new ConfigException(loaded.warnings());
    }
    return new Loaded(
        loaded.config().under(process), loaded.warnings(), loaded.source(), loaded.known());
  }
}
