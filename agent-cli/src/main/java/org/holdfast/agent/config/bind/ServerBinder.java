package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.agent.config.VirtualServerConfig.SorryServer;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.EndpointType.Endpoint;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.CheckKeywords.Start;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.SnmpKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.ServerConfig.Damping;
import org.holdfast.health.ServerConfig.Use;
import org.holdfast.ipvs.Destination;
import org.jspecify.annotations.Nullable;

/** Creates the real servers of one virtual server; they inherit its values. */
final class ServerBinder {

  private final Report report;
  private final Host host;
  private final CheckBinder checks;
  private final Fields virtualServer;
  private final Services services;
  private final ForwardingBinder forwardings;
  private final List<RealServer> servers = new ArrayList<>();
  private final Map<Destination.Key, NodePosition> seen = new HashMap<>();

  ServerBinder(
      Report report, Host host, CheckBinder checks, Fields virtualServer, Services services) {
    this.report = report;
    this.host = host;
    this.checks = checks;
    this.virtualServer = virtualServer;
    this.services = services;
    this.forwardings = new ForwardingBinder(report, services);
  }

  /** Returns the servers bound so far. */
  List<RealServer> servers() {
    return servers;
  }

  /** Binds {@code server}, which must be complete. */
  void bind(Fields server) {
    server.or(virtualServer);
    var at = server.spot(ServerKeywords.ADDRESS);
    var endpoint = server.get(ServerKeywords.ADDRESS);
    var destination = destination(server, endpoint, at);
    var before = seen.putIfAbsent(destination.key(), at);
    if (before != null) {
      report.error(
          at, endpoint + " is listed twice, first on line " + (before.mark().getLine() + 1));
    }
    checkThresholds(server);
    var health =
        new ServerConfig(
            new Endpoint(destination.address(), destination.port()).toString(),
            destination.weight(),
            server.number(ServerKeywords.TIER),
            server.get(ServerKeywords.INHIBIT_ON_FAILURE),
            uses(server, endpoint),
            server.get(ServerKeywords.SLOW_START),
            damping(server));
    var notify = server.section(ServerKeywords.NOTIFY);
    servers.add(
        new RealServer(
            health,
            destination,
            VrrpBinder.optional(notify, ServerKeywords.UP, report, host),
            VrrpBinder.optional(notify, ServerKeywords.DOWN, report, host),
            notify.find(ServerKeywords.MAIL),
            server.find(SnmpKeywords.REAL_NAME)));
  }

  private Destination destination(Fields server, Endpoint endpoint, NodePosition at) {
    var forwarding = forwardings.bind(server.find(ServiceKeywords.FORWARDING));
    return new Destination(
        endpoint.address(),
        forwardings.port(endpoint, forwarding, at),
        forwarding,
        server.number(ServerKeywords.WEIGHT),
        server.number(ServerKeywords.UPPER_THRESHOLD),
        server.number(ServerKeywords.LOWER_THRESHOLD));
  }

  private void checkThresholds(Fields server) {
    int upper = server.number(ServerKeywords.UPPER_THRESHOLD);
    int lower = server.number(ServerKeywords.LOWER_THRESHOLD);
    if (lower > upper && server.isSound(ServerKeywords.UPPER_THRESHOLD)) {
      var upperKey = report.name(server.spot(), ServerKeywords.UPPER_THRESHOLD);
      report.error(
          server.spot(ServerKeywords.LOWER_THRESHOLD),
          upper == 0
              ? "has no effect without " + upperKey + "; add it"
              : lower + " is above " + upperKey + ", " + upper);
    }
  }

  private List<Use> uses(Fields server, Endpoint endpoint) {
    int port = endpoint.port() == 0 ? services.port() : endpoint.port();
    var place =
        new DefaultTarget(endpoint.address(), port, server.find(ServerKeywords.VIRTUAL_HOST));
    var timing = server.section(TimingKeywords.CHECK_TIMING);
    var start = server.find(CheckKeywords.START);
    var uses = new ArrayList<Use>();
    for (var entry : server.list(CheckKeywords.CHECK)) {
      var check = entry.value().or(timing);
      var spec = checks.bind(check, place);
      var own = check.find(CheckKeywords.START);
      if (spec != null) {
        uses.add(new Use(spec, (own == null ? start : own) == Start.DOWN));
      }
    }
    if (server.isGiven(CheckKeywords.START)
        && start == Start.DOWN
        && server.list(CheckKeywords.CHECK).isEmpty()
        && server.isSound(CheckKeywords.CHECK)) {
      report.warning(
          server.spot(CheckKeywords.START),
          "has no effect without a check, whose success it would wait for; add check");
    }
    return uses;
  }

  private Damping damping(Fields server) {
    var fields = server.find(ServerKeywords.DAMPING);
    if (fields == null || !fields.isComplete()) {
      return Damping.NONE;
    }
    Duration first = fields.get(ServerKeywords.FIRST_DAMPING);
    Duration most = fields.get(ServerKeywords.MOST_DAMPING);
    if (most.compareTo(first) < 0) {
      report.error(
          fields.spot(ServerKeywords.MOST_DAMPING),
          DurationType.words(most) + " is below first, " + DurationType.words(first));
    }
    return new Damping(first, most);
  }

  /** Returns the sorry server, or null if there is none or it has an error. */
  @Nullable SorryServer sorryServer(@Nullable Fields sorry) {
    if (sorry == null || !sorry.isComplete()) {
      return null;
    }
    var own = sorry.find(ServiceKeywords.FORWARDING);
    var forwarding =
        forwardings.bind(own == null ? virtualServer.find(ServiceKeywords.FORWARDING) : own);
    var endpoint = sorry.get(ServerKeywords.ADDRESS);
    var at = sorry.spot(ServerKeywords.ADDRESS);
    int port = forwardings.port(endpoint, forwarding, at);
    var server =
        new SorryServer(
            new Destination(endpoint.address(), port, forwarding, 1, 0, 0),
            sorry.get(ServerKeywords.SORRY_INHIBIT));
    checkTwin(server, at);
    return server;
  }

  /** Checks that a sorry server that is also a real server has the same settings in both roles. */
  private void checkTwin(SorryServer sorry, NodePosition at) {
    for (var real : servers) {
      var twin = real.destination();
      if (!twin.key().equals(sorry.destination().key())) {
        continue;
      }
      if (!twin.forwarding().equals(sorry.destination().forwarding())
          || real.health().inhibitOnFailure() != sorry.inhibit()) {
        report.error(
            at,
            real.name()
                + " is a real server too, with another forwarding or inhibit; give both the same");
      }
    }
  }
}
