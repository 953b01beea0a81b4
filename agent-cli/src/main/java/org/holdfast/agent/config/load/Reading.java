package org.holdfast.agent.config.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.HeapNeed;
import org.holdfast.agent.config.Overrides;
import org.holdfast.agent.config.Overrides.Scope;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.OfflineHost;
import org.holdfast.agent.config.keepalived.KeepalivedConf;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.pieces.FilePieces;
import org.holdfast.vrrp.TrackKind;
import org.jspecify.annotations.Nullable;

/**
 * The file of a configuration, and the settings from the command line for reading it.
 *
 * @param configId the name that keepalived's {@code @id} lines select; null for the host's name up
 *     to its first dot
 * @param strict whether warnings also cause the file to be refused, such as those about keepalived
 *     statements without a counterpart
 * @param overrides what the command line decides, whatever the file says
 */
public record Reading(Path file, @Nullable String configId, boolean strict, Overrides overrides) {

  /** Returns the reading of a file without settings from the command line. */
  public static Reading of(Path file) {
    return new Reading(file, null, false, Overrides.NONE);
  }

  /**
   * Reads the file; see {@link ConfigFile#load(Path)}.
   *
   * @throws ConfigException also if there are only warnings, if the reading is strict
   */
  public Loaded load() throws ConfigException {
    return load(FilePieces.NONE);
  }

  /**
   * Reads the file again; the fewer changes since {@code earlier}, the faster.
   *
   * @throws ConfigException as {@link #load()} does
   */
  public Loaded load(Loaded earlier) throws ConfigException {
    return load(earlier.pieces());
  }

  /**
   * The result of reading a configuration for another machine.
   *
   * @param notLookedAt the unchecked objects that must exist on the other machine, such as {@code 2
   *     programs}
   */
  public record Offline(Loaded loaded, List<String> notLookedAt) {

    public Offline {
      notLookedAt = List.copyOf(notLookedAt);
    }
  }

  /**
   * Reads the file and the files that it includes; accesses nothing else on this machine.
   *
   * @throws ConfigException as {@link #load()} does
   */
  public Offline loadOffline() throws ConfigException {
    var host = new OfflineHost();
    return new Offline(load(FilePieces.NONE, host), host.notLookedAt());
  }

  private Loaded load(FilePieces earlier) throws ConfigException {
    return load(earlier, Host.LOCAL);
  }

  private Loaded load(FilePieces earlier, Host host) throws ConfigException {
    var loaded = ConfigFile.load(file, configId, earlier, host);
    if (overrides.needsAllFiles()) {
      var missing =
          loaded.warnings().stream()
              .filter(KeepalivedConf::isMissingFile)
              .map(Problem::asError)
              .toList();
      if (!missing.isEmpty()) {
        throw new ConfigException(missing);
      }
    }
    if (strict && !loaded.warnings().isEmpty()) {
      throw new ConfigException(loaded.warnings());
    }
    if (overrides.scope() == Scope.VRRP) {
      refuseTracksOfServers(loaded.config());
    }
    return new Loaded(
        loaded.config().under(overrides),
        host.equals(Host.LOCAL) ? withHeap(loaded) : loaded.warnings(),
        loaded.source(),
        loaded.yaml(),
        loaded.pieces(),
        loaded.mistakes());
  }

  /** Adds a warning if the heap may be too small; {@link #strict} does not refuse that. */
  private static List<Problem> withHeap(Loaded loaded) {
    var warning = HeapNeed.warning(loaded.config(), Runtime.getRuntime().maxMemory());
    if (warning.isEmpty()) {
      return loaded.warnings();
    }
    var warnings = new ArrayList<>(loaded.warnings());
    var file = loaded.source().file();
    warnings.add(new Problem(file, 0, 0, Problem.Severity.WARNING, warning.get()));
    return warnings;
  }

  /** Refuses instances that track what {@code --vrrp-only} leaves out. */
  private void refuseTracksOfServers(AgentConfig config) throws ConfigException {
    var problems = new ArrayList<Problem>();
    for (var instance : config.vrrp().instances()) {
      for (var track : instance.tracks().watched()) {
        if (track.kind() == TrackKind.VIRTUAL_SERVER) {
          problems.add(
              new Problem(
                  file.toString(),
                  0,
                  0,
                  Problem.Severity.ERROR,
                  "instance "
                      + instance.name()
                      + " tracks "
                      + track.words()
                      + ", which --vrrp-only leaves out"));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
