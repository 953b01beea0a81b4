package org.holdfast.agent.screen;

import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.agent.screen.Problem.Severity;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.TrafficStatus;
import org.holdfast.net.Plural;
import org.holdfast.vrrp.election.VrrpState;

/**
 * The status as a monitoring plugin reports it: a word, a line, and an exit status (Monitoring
 * Plugins Development Guidelines).
 *
 * @param level the word
 * @param line the level, the problems, and after a bar the performance data
 */
public record MonitoringVerdict(Level level, String line) {

  private static final int MOST_PROBLEMS = 5;

  /** A verdict's level with its exit status. */
  public enum Level {
    OK(0),
    WARNING(1),
    CRITICAL(2),
    UNKNOWN(3);

    private final int code;

    Level(int code) {
      this.code = code;
    }

    /** Returns the exit status. */
    public int code() {
      return code;
    }

    /** Returns the level with which such a line begins; UNKNOWN for any other line. */
    public static Level of(String line) {
      for (var level : values()) {
        if (line.startsWith(level + " ")) {
          return level;
        }
      }
      return UNKNOWN;
    }
  }

  /** Returns the verdict: CRITICAL for an outage, and WARNING for any other problem. */
  public static MonitoringVerdict of(StatusReport report) {
    var problems = Problems.of(report);
    var level = level(problems);
    return new MonitoringVerdict(
        level, level + " - " + words(report, problems) + " | " + figures(report));
  }

  private static Level level(List<Problem> problems) {
    if (problems.isEmpty()) {
      return Level.OK;
    }
    return problems.getFirst().severity() == Severity.OUTAGE ? Level.CRITICAL : Level.WARNING;
  }

  private static String words(StatusReport report, List<Problem> problems) {
    if (problems.isEmpty()) {
      return "%s, %s, no problems"
          .formatted(
              Plural.of(report.instances().size(), "instance"),
              Plural.of(report.virtualServers().size(), "service"));
    }
    int more = problems.size() - MOST_PROBLEMS;
    // The bar begins the performance data, so none may stand before it.
    return problems.stream()
            .limit(MOST_PROBLEMS)
            .map(problem -> problem.text().replace('|', '/'))
            .collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  private static String figures(StatusReport report) {
    var services = report.virtualServers();
    long masters =
        report.instances().stream()
            .filter(instance -> instance.state() == VrrpState.MASTER)
            .count();
    return String.join(
        " ",
        figure("instances", report.instances().size()),
        figure("masters", masters),
        figure("services", services.size()),
        figure("services_up", services.stream().filter(VirtualServerStatus::quorum).count()),
        figure("servers", services.stream().mapToLong(each -> each.servers().size()).sum()),
        figure("servers_up", services.stream().mapToLong(VirtualServerStatus::serversUp).sum()),
        figure("active_connections", sum(report, true)),
        figure("connections_per_second", sum(report, false)));
  }

  private static String figure(String label, long value) {
    return label + "=" + value + ";;;0";
  }

  private static long sum(StatusReport report, boolean active) {
    return report.virtualServers().stream()
        .mapToLong(service -> {
          TrafficStatus traffic = service.traffic();
          if (traffic == null) {
            return 0;
          }
          return active ? traffic.activeConnections() : traffic.connectionsPerSecond();
        })
        .sum();
  }
}
