package org.holdfast.agent;

import org.holdfast.agent.config.AgentConfig;
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

  private final AgentConfig config;
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
    if (!config.trackFiles().isEmpty()) {
      files =
          new FileWatch(
              config.trackFiles(),
              (file, number) -> {
                vrrp.trackHeard(TrackKind.FILE, file, new TrackVerdict.Value(number));
                health.fileHolds(file, number);
              });
    }
    if (!config.trackProcesses().isEmpty()) {
      processes =
          new ProcessWatch(
              config.trackProcesses(),
              clock::nanos,
              (process, verdict, reason, since) ->
                  vrrp.trackHeard(TrackKind.PROCESS, process, Scripts.verdictOf(verdict)));
    }
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
