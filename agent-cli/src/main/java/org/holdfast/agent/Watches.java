package org.holdfast.agent;

import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.health.file.FileWatch;
import org.holdfast.health.process.ProcessWatch;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.VrrpService;
import org.jspecify.annotations.Nullable;

/**
 * The files and processes that instances track, each kind on a thread of its own that is there only
 * when some are configured.
 */
final class Watches implements AutoCloseable {

  private AgentConfig config;
  private final NanoClock clock;
  private final Health health;
  private @Nullable FileWatch files;
  private @Nullable ProcessWatch processes;

  Watches(AgentConfig config, NanoClock clock, Health health) {
    this.config = config;
    this.clock = clock;
    this.health = health;
  }

  /** Starts what is configured; {@code vrrp} and checks of files hear what it says. */
  void track(VrrpService vrrp) {
    files = watch(config.trackFiles(), vrrp);
    processes = count(config.trackProcesses(), vrrp);
  }

  private @Nullable FileWatch watch(List<TrackFileConfig> configs, VrrpService vrrp) {
    return configs.isEmpty()
        ? null
        : new FileWatch(
            configs,
            (file, number) -> {
              vrrp.trackHeard(TrackKind.FILE, file, new TrackVerdict.Value(number));
              health.fileHolds(file, number);
            });
  }

  private @Nullable ProcessWatch count(List<TrackProcessConfig> configs, VrrpService vrrp) {
    return configs.isEmpty()
        ? null
        : new ProcessWatch(
            configs,
            clock::nanos,
            (process, verdict, reason, since) ->
                vrrp.trackHeard(TrackKind.PROCESS, process, Scripts.verdictOf(verdict)));
  }

  /**
   * What {@code next} says from now on. A kind in which nothing has changed goes on; of the other
   * the new watch is there, and has said how things stand, before the old one ends. A file that was
   * watched before is not made anew.
   */
  void reload(AgentConfig next, VrrpService vrrp) {
    if (!next.trackFiles().equals(config.trackFiles())) {
      var before = files;
      files = watch(next.trackFiles().stream().map(this::unlessThere).toList(), vrrp);
      if (before != null) {
        before.close();
      }
    }
    if (!next.trackProcesses().equals(config.trackProcesses())) {
      var before = processes;
      processes = count(next.trackProcesses(), vrrp);
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

  /** Files and processes say nothing any more. */
  void stopTracking() {
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
