package org.holdfast.agent.config.load;

import java.nio.file.Path;
import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ProcessConfig;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.OfflineHost;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.pieces.KnownServers;
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

  /**
   * What a reading for another machine found.
   *
   * @param notLookedAt what the other machine has to have, as {@code 2 programs}
   */
  public record Offline(Loaded loaded, List<String> notLookedAt) {

    public Offline {
      notLookedAt = List.copyOf(notLookedAt);
    }
  }

  /**
   * Reads it, and the files that it includes, without a look at anything else of this machine.
   *
   * @throws ConfigException as {@link #load()} does
   */
  public Offline loadOffline() throws ConfigException {
    var host = new OfflineHost();
    return new Offline(load(KnownServers.NONE, host), host.notLookedAt());
  }

  private Loaded load(KnownServers earlier) throws ConfigException {
    return load(earlier, Host.LOCAL);
  }

  private Loaded load(KnownServers earlier, Host host) throws ConfigException {
    var loaded = ConfigFile.load(file, configId, earlier, host);
    if (strict && !loaded.warnings().isEmpty()) {
      throw new ConfigException(loaded.warnings());
    }
    return new Loaded(
        loaded.config().under(process),
        loaded.warnings(),
        loaded.source(),
        loaded.yaml(),
        loaded.known(),
        loaded.mistakes());
  }
}
