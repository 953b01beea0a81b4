package org.holdfast.agent.services;

import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.publish.TrackVerdicts;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.health.file.FileListener;
import org.holdfast.health.file.FileWatch;
import org.holdfast.health.process.ProcessWatch;
import org.holdfast.health.run.TrackListener;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackInlet;
import org.jspecify.annotations.Nullable;

/**
 * Watches the files and processes that instances track. Files and processes each have their own
 * thread, which exists only while some are configured.
 */
public final class TrackWatches implements AutoCloseable {

  private AgentConfig config;
  private final Opener opener;
  private final TrackInlet tracks;
  private final FileListener checks;
  private @Nullable FileWatch files;
  private @Nullable ProcessWatch processes;

  /** Opens watches, each with its own thread. */
  public interface Opener {

    FileWatch files(List<TrackFileConfig> configs, FileListener listener);

    ProcessWatch processes(List<TrackProcessConfig> configs, TrackListener listener);

    /** Returns an opener of watches on this host. */
    static Opener onThisHost(NanoClock clock) {
      return new Opener() {
        @Override
        public FileWatch files(List<TrackFileConfig> configs, FileListener listener) {
          return new FileWatch(configs, listener);
        }

        @Override
        public ProcessWatch processes(List<TrackProcessConfig> configs, TrackListener listener) {
          return new ProcessWatch(configs, clock::nanos, listener);
        }
      };
    }
  }

  /**
   * Creates the watches; starts none of them.
   *
   * @param tracks takes the results for instances
   * @param checks receives the numbers in files after {@code tracks}
   */
  public TrackWatches(AgentConfig config, Opener opener, TrackInlet tracks, FileListener checks) {
    this.config = config;
    this.opener = opener;
    this.tracks = tracks;
    this.checks = checks;
  }

  /** Starts the watches of the configuration. */
  public void track() {
    files = watch(config.trackFiles());
    processes = count(config.trackProcesses());
  }

  private @Nullable FileWatch watch(List<TrackFileConfig> configs) {
    return configs.isEmpty()
        ? null
        : opener.files(
            configs,
            (file, number) -> {
              tracks.trackReported(TrackKind.FILE, file, new TrackVerdict.Value(number));
              checks.number(file, number);
            });
  }

  private @Nullable ProcessWatch count(List<TrackProcessConfig> configs) {
    return configs.isEmpty()
        ? null
        : opener.processes(
            configs,
            (process, verdict, reason, since) ->
                tracks.trackReported(TrackKind.PROCESS, process, TrackVerdicts.of(verdict)));
  }

  /**
   * Watches the files and processes of {@code next}. An unchanged watch continues. A changed watch
   * is replaced: the new one starts, and reports the current state, before the old one ends. A file
   * that was already watched is not created or rewritten.
   */
  public void follow(AgentConfig next) {
    if (!next.trackFiles().equals(config.trackFiles())) {
      var before = files;
      files = watch(next.trackFiles().stream().map(this::unlessThere).toList());
      if (before != null) {
        before.close();
      }
    }
    if (!next.trackProcesses().equals(config.trackProcesses())) {
      var before = processes;
      processes = count(next.trackProcesses());
      if (before != null) {
        before.close();
      }
    }
    config = next;
  }

  private TrackFileConfig unlessThere(TrackFileConfig file) {
    boolean watched =
        config.trackFiles().stream().anyMatch(earlier -> earlier.path().equals(file.path()));
    return watched ? new TrackFileConfig(file.name(), file.path(), null, false) : file;
  }

  @Override
  public void close() {
    stopTracking();
  }

  /** Ends both watches; they report nothing after this. */
  public void stopTracking() {
    if (processes != null) {
      processes.close();
      processes = null;
    }
    if (files != null) {
      files.close();
      files = null;
    }
  }
}
