package org.holdfast.agent.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.net.Plural;
import org.holdfast.vrrp.election.VrrpState;
import org.jspecify.annotations.Nullable;

/** Explains how the kernel spreads the connections of a virtual server over its servers. */
final class ServiceDiagnosis {

  /** With fewer connections than this for each server, shares differ by chance. */
  private static final int FEWEST_CONNECTIONS = 20;

  /** A share of the connections this much larger or smaller than that of the weights is uneven. */
  private static final double UNEVEN = 1.5;

  private final StatusReport report;
  private final VirtualServerStatus service;
  private final List<String> facts = new ArrayList<>();

  ServiceDiagnosis(StatusReport report, VirtualServerStatus service) {
    this.report = report;
    this.service = service;
  }

  /** Returns how the connections deviate from the weights; empty if they do not, or are few. */
  static Optional<String> unevenness(VirtualServerStatus service) {
    return new Shares(service).mostUneven();
  }

  Diagnosis ofService() {
    var name = service.name();
    var verdict =
        switch (service.state()) {
          case "not_served" -> name + " is not served here: the kernel's table does not have it";
          case "standby" ->
              name + " stands by: its instance is not master, and its standby is cold";
          case "sorry" -> name + " has lost its quorum, and the sorry server serves" + up();
          case "down" -> name + " is down" + up();
          default -> name + " is up" + up();
        };
    facts.addAll(service.refusals());
    var table = report.table();
    if (table != null && !table.error().isEmpty()) {
      facts.add(table.trouble());
    }
    otherDirectorServes().ifPresent(facts::add);
    addSynchronisation();
    service.servers().stream()
        .filter(server -> server.state().equals("down"))
        .limit(10)
        .forEach(server -> facts.add(server.name() + " is down: " + server.why()));
    unevenness(service).ifPresent(facts::add);
    addScheduling();
    return new Diagnosis(name, verdict, facts);
  }

  private String up() {
    return ": %d of %s, total weight %d; the quorum needs %d"
        .formatted(
            service.serversUp(),
            Plural.of(service.servers().size(), "server"),
            service.weight(),
            service.needed());
  }

  Diagnosis ofServer(ServerStatus server) {
    var kernel = server.kernel();
    var name = service.name() + "/" + server.name();
    String verdict;
    if (!server.inTable()) {
      verdict = name + " gets no connections: it is not in the kernel's table";
    } else if (kernel == null || kernel.services() == 0) {
      verdict = name + " gets no connections: the kernel's table lacks it";
    } else if (kernel.weight() == 0) {
      verdict = name + " gets no new connections: its weight is 0";
    } else if (isFull(server, kernel)) {
      verdict =
          "%s gets no new connections: it has %d, its upper threshold is %d"
              .formatted(
                  name,
                  kernel.activeConnections() + kernel.inactiveConnections(),
                  server.upperThreshold());
    } else if (otherDirectorServes().isPresent()) {
      verdict =
          "%s gets no new connections from this director: %s"
              .formatted(name, otherDirectorServes().get());
      facts.add(
          "its entry here has weight %d, %d active and %d inactive connections; they come from the"
                  .formatted(
                      kernel.weight(), kernel.activeConnections(), kernel.inactiveConnections())
              + " sync daemon, or are left from an earlier mastership");
    } else {
      verdict =
          "%s gets connections: weight %d, %d active and %d inactive, %d a second"
              .formatted(
                  name,
                  kernel.weight(),
                  kernel.activeConnections(),
                  kernel.inactiveConnections(),
                  kernel.connectionsPerSecond());
    }
    addOwn(server, kernel);
    addSynchronisation();
    new Shares(service).of(server).ifPresent(facts::add);
    if (kernel != null && kernel.weight() > 0) {
      addScheduling();
    }
    return new Diagnosis(name, verdict, facts);
  }

  private void addOwn(ServerStatus server, @Nullable KernelStatus kernel) {
    if (server.order() != null) {
      facts.add("an order holds: " + server.order());
    }
    if (!server.why().isEmpty() && (server.order() == null || !server.state().equals("up"))) {
      facts.add(server.state() + ": " + server.why());
    }
    if (server.state().equals("up") && !server.inTable()) {
      facts.add(
          "it is in tier %d, and %s serves"
              .formatted(
                  server.tier(),
                  service.tier() == null ? "the sorry server" : "tier " + service.tier()));
    }
    if (kernel != null && !kernel.asWanted()) {
      facts.add(
          "the kernel's entry is not as wanted"
              + (kernel.error().isEmpty() ? "" : ": " + kernel.error()));
    }
    if (server.weight() != server.configuredWeight() && server.inTable()) {
      facts.add(
          "its weight is %d, and %d is configured"
              .formatted(server.weight(), server.configuredWeight()));
    }
    if (server.upperThreshold() > 0) {
      int lower = server.lowerThreshold();
      facts.add(
          "with %d connections it gets no new ones until it has fewer than %d"
              .formatted(
                  server.upperThreshold(),
                  lower == 0 ? Math.ceilDiv(server.upperThreshold() * 3L, 4) : lower));
    }
  }

  private static boolean isFull(ServerStatus server, KernelStatus kernel) {
    return server.upperThreshold() > 0
        && kernel.activeConnections() + kernel.inactiveConnections()
            >= (long) server.upperThreshold() * kernel.services();
  }

  /** Returns why clients reach another director; empty if they reach this one. */
  private Optional<String> otherDirectorServes() {
    var name = service.instance();
    return report.instances().stream()
        .filter(instance -> instance.name().equals(name) && instance.state() != VrrpState.MASTER)
        .map(instance ->
            "%s is %s here, so clients reach another director".formatted(name, instance.state()))
        .findFirst();
  }

  private void addSynchronisation() {
    var table = report.table();
    if (table != null && !table.daemonError().isEmpty()) {
      facts.add(
          "connections are not synchronised, so a takeover cuts those that are open: "
              + table.daemonError());
    }
  }

  private void addScheduling() {
    if (service.persistenceSeconds() > 0) {
      facts.add(
          "a client stays with its server for %d s after its last connection, so connections follow"
                  .formatted(service.persistenceSeconds())
              + " the clients more than the weights");
    }
    facts.add("scheduler " + service.scheduler() + ": " + rule(service.scheduler()));
    if (service.flags().contains("one_packet")) {
      facts.add("each packet is scheduled for itself, so there are no connections to count");
    }
  }

  private static String rule(String scheduler) {
    return switch (scheduler) {
      case "rr" -> "each server in turn; weights do not matter, except 0";
      case "wrr" -> "each server in turn, by weight; long connections do not matter";
      case "lc" -> "the server with the fewest connections; weights do not matter, except 0";
      case "wlc" ->
          "the server with the fewest connections by weight; an active one counts as 256"
              + " inactive ones";
      case "sed" -> "the server with the shortest expected delay, (active + 1) / weight";
      case "nq" -> "an idle server, or else as sed";
      case "lblc", "lblcr" -> "by destination address, while that server is not overloaded";
      case "sh" -> "by the hash of the client's address: few clients are spread unevenly";
      case "dh" -> "by the hash of the destination address";
      case "mh" -> "by the hash of the client's address, with few moves when servers change";
      case "fo" -> "the server with the highest weight gets everything";
      case "ovf" -> "the server with the highest weight until it has as many connections as weight";
      case "twos" -> "the better of two servers picked at random by weight";
      default -> "as its module in the kernel does it";
    };
  }

  /** Compares the shares of connections with those of weights. */
  private record Shares(VirtualServerStatus service) {

    /** The schedulers that give each server the same share, whatever its weight. */
    private static final Set<String> EQUAL = Set.of("rr", "lc");

    /** The schedulers that are meant to prefer some servers. */
    private static final Set<String> UNEQUAL = Set.of("fo", "ovf", "dh", "lblc", "lblcr");

    private List<ServerStatus> serving() {
      return service.servers().stream()
          .filter(server -> server.kernel() != null && server.kernel().weight() > 0)
          .toList();
    }

    private static double active(ServerStatus server) {
      var kernel = server.kernel();
      return kernel == null ? 0 : kernel.activeConnections();
    }

    private double weight(ServerStatus server) {
      var kernel = server.kernel();
      if (kernel == null) {
        return 0;
      }
      return EQUAL.contains(service.scheduler()) ? Math.min(1, kernel.weight()) : kernel.weight();
    }

    Optional<String> of(ServerStatus server) {
      var serving = serving();
      double connections = serving.stream().mapToDouble(each -> active(each)).sum();
      double weights = serving.stream().mapToDouble(each -> weight(each)).sum();
      if (!serving.contains(server) || connections == 0) {
        return Optional.empty();
      }
      var has =
          "%s has %.0f %% of the active connections"
              .formatted(server.name(), 100 * active(server) / connections);
      return Optional.of(
          EQUAL.contains(service.scheduler())
              ? "%s, and %s gives each of the %d servers the same"
                  .formatted(has, service.scheduler(), serving.size())
              : "%s and %.0f %% of the weight".formatted(has, 100 * weight(server) / weights));
    }

    Optional<String> mostUneven() {
      var serving = serving();
      double connections = serving.stream().mapToDouble(each -> active(each)).sum();
      double weights = serving.stream().mapToDouble(each -> weight(each)).sum();
      if (UNEQUAL.contains(service.scheduler())
          || serving.size() < 2
          || connections < (double) FEWEST_CONNECTIONS * serving.size()) {
        return Optional.empty();
      }
      ServerStatus worst = null;
      double most = UNEVEN;
      for (var server : serving) {
        double ratio = (active(server) / connections) / (weight(server) / weights);
        double deviation = Math.max(ratio, 1 / Math.max(ratio, 1e-9));
        if (deviation > most) {
          worst = server;
          most = deviation;
        }
      }
      return worst == null ? Optional.empty() : of(worst).map(words -> "uneven: " + words);
    }
  }
}
