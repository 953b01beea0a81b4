package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;

/** Warns of settings of virtual servers that the kernel takes and that have no effect there. */
final class EffectChecks {

  /** Schedulers that look at no weight but 0. */
  private static final Set<String> WITHOUT_WEIGHTS = Set.of("rr", "lc", "dh");

  /** Schedulers that look at how many connections a server has. */
  private static final Set<String> COUNTING =
      Set.of("lc", "wlc", "lblc", "lblcr", "sed", "nq", "ovf", "twos");

  private final Report report;

  EffectChecks(Report report) {
    this.report = report;
  }

  /** Looks at weights and slow starts beside the scheduler. */
  void checkWeights(Fields fields, VirtualServerConfig server) {
    var scheduler = server.terms().scheduler();
    if (!WITHOUT_WEIGHTS.contains(scheduler)) {
      return;
    }
    if (server.pool().servers().stream()
        .anyMatch(each -> !each.slowStart().equals(Duration.ZERO))) {
      report.warning(
          fields.isGiven(ServerKeywords.SLOW_START)
              ? fields.spot(ServerKeywords.SLOW_START)
              : fields.spot(),
          "slow-start has no effect: scheduler "
              + scheduler
              + " looks at no weight but 0; take one that does, such as wrr or wlc");
    }
    long weights =
        server.pool().servers().stream()
            .mapToInt(each -> each.weight())
            .filter(weight -> weight > 0)
            .distinct()
            .count();
    if (weights > 1 && server.pool().quorum() == 1) { // else they count for the quorum
      report.warning(
          fields.isGiven(ServiceKeywords.SCHEDULER)
              ? fields.spot(ServiceKeywords.SCHEDULER)
              : fields.spot(),
          "scheduler "
              + scheduler
              + " looks at no weight but 0, so servers of different weights get the same share;"
              + " take one that does, such as wrr or wlc");
    }
  }

  /**
   * Looks at virtual servers beside connection synchronisation.
   *
   * @param daemon what {@code ipvs.sync-daemon} says
   */
  void checkSynchronisation(Fields daemon, List<VirtualServerConfig> servers) {
    for (var server : servers) {
      checkFamilies(daemon, server);
      checkCounts(daemon, server);
    }
  }

  private void checkFamilies(Fields daemon, VirtualServerConfig server) {
    var family = server.keys().getFirst().family();
    destinations(server)
        .filter(real -> real.destination().address().family() != family)
        .findFirst()
        .ifPresent(real ->
            report.warning(
                daemon.spot(),
                server.name()
                    + " has the server "
                    + real.destination().key().words()
                    + ", which is of another family than its service: the kernel takes"
                    + " either such servers or a sync daemon; remove one of the two"));
  }

  private static Stream<RealServer> destinations(VirtualServerConfig server) {
    return Stream.concat(server.realServers().stream(), Stream.ofNullable(server.sorryServer()));
  }

  /** A cold standby has no server yet that the kernel could count a connection for. */
  private void checkCounts(Fields daemon, VirtualServerConfig server) {
    if (server.standby() != Standby.COLD) {
      return;
    }
    boolean counts =
        COUNTING.contains(server.terms().scheduler())
            || server.realServers().stream()
                .anyMatch(real -> real.destination().upperThreshold() > 0);
    if (counts) {
      report.warning(
          daemon.spot(),
          server.name()
              + " has standby: cold, so connections that come by the sync daemon are served after a"
              + " failover, but the kernel counts them for no server: scheduler "
              + server.terms().scheduler()
              + " and connection limits begin at 0; take standby: warm, or a scheduler that does"
              + " not count, such as wrr");
    }
  }
}
