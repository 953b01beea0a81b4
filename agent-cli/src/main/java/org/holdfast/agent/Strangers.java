package org.holdfast.agent;

import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.linux.LinuxException;
import org.holdfast.net.Family;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.io.StrangerLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the log of adverts with unknown VRIDs as the configuration wants it. */
final class Strangers implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Strangers.class);

  /** What the log depends on. */
  private record Known(Family family, int vrid) {}

  private List<Known> known = List.of();
  private @Nullable StrangerLog running;

  Strangers(AgentConfig config) {
    follow(config);
  }

  /** Follows a configuration; called by one thread at a time. */
  void follow(AgentConfig config) {
    var instances = config.vrrp().instances();
    var next = known(instances);
    boolean wanted = config.process().terms().logsUnknownVrids();
    if (running != null && (!wanted || !next.equals(known))) {
      close();
    }
    if (wanted && running == null) {
      try {
        running = StrangerLog.start(instances);
      } catch (LinuxException e) {
        log.warn("Adverts with unknown VRIDs are not logged: {}", e.getMessage());
      }
    }
    known = next;
  }

  private static List<Known> known(List<InstanceConfig> instances) {
    return instances.stream()
        .map(instance -> new Known(instance.family(), instance.virtualRouterId()))
        .toList();
  }

  @Override
  public void close() {
    if (running != null) {
      running.close();
      running = null;
    }
  }
}
