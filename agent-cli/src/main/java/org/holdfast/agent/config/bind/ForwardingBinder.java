package org.holdfast.agent.config.bind;

import org.holdfast.agent.config.table.EndpointType.Endpoint;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.Forwarding.TunnelChecksum;
import org.holdfast.ipvs.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * Creates the forwarding methods, and checks that services and servers are compatible with them.
 */
final class ForwardingBinder {

  private final Report report;
  private final Services services;

  ForwardingBinder(Report report, Services services) {
    this.report = report;
    this.services = services;
  }

  Forwarding bind(@Nullable Fields fields) {
    if (fields == null || !fields.isComplete()) {
      return Forwarding.NAT;
    }
    var method = fields.get(ServiceKeywords.METHOD);
    if (method != ServiceKeywords.Method.TUNNEL) {
      refuse(fields, ServiceKeywords.TUNNEL, "forwarding tunnel");
      refuse(fields, ServiceKeywords.TUNNEL_PORT, "forwarding tunnel");
      refuse(fields, ServiceKeywords.TUNNEL_CHECKSUM, "forwarding tunnel");
    }
    return switch (method) {
      case NAT -> Forwarding.NAT;
      case DIRECT_ROUTE -> Forwarding.DIRECT_ROUTE;
      case TUNNEL -> tunnel(fields);
    };
  }

  private Forwarding tunnel(Fields fields) {
    var type = fields.get(ServiceKeywords.TUNNEL);
    var checksum = fields.get(ServiceKeywords.TUNNEL_CHECKSUM);
    var port = fields.find(ServiceKeywords.TUNNEL_PORT);
    if (type != ServiceKeywords.Tunnel.GUE) {
      refuse(fields, ServiceKeywords.TUNNEL_PORT, "type gue");
      if (checksum == TunnelChecksum.REMOTE) {
        report.error(
            fields.spot(ServiceKeywords.TUNNEL_CHECKSUM),
            "remote belongs to type gue; write none or full");
      }
    } else if (port == null && fields.isSound(ServiceKeywords.TUNNEL_PORT)) {
      report.error(fields.spot(), "type gue needs the server's port; add port (often 6080)");
    }
    return switch (type) {
      case IPIP -> {
        refuse(fields, ServiceKeywords.TUNNEL_CHECKSUM, "type gue or gre");
        yield Forwarding.IPIP;
      }
      case GUE -> new Forwarding.Gue(port == null ? 0 : port.intValue(), checksum);
      case GRE -> new Forwarding.Gre(checksum);
    };
  }

  private void refuse(Fields fields, Key<?> key, String owner) {
    if (fields.isGiven(key)) {
      report.error(fields.spot(key), "belongs to " + owner + "; change that or remove this key");
    }
  }

  /** Returns the port that the server has in the table; 0 for the port of each service. */
  int port(Endpoint server, Forwarding forwarding, NodePosition at) {
    checkFamily(server, forwarding, at);
    if (forwarding instanceof Forwarding.Nat) {
      return server.port() == 0 ? services.port() : server.port();
    }
    if (server.port() != 0 && services.haveMark()) {
      report.error(
          at,
          server
              + " has a port, and packets with a firewall mark keep theirs with dr and tunnel;"
              + " remove the port here and set it in the check");
    } else if (server.port() != 0 && server.port() != services.port()) {
      report.error(
          at,
          server
              + " has another port than "
              + services.keys().getFirst().words()
              + ", and dr and tunnel do not change the port; remove it or use nat");
    }
    return services.port();
  }

  private void checkFamily(Endpoint server, Forwarding forwarding, NodePosition at) {
    boolean tunnelled =
        switch (forwarding) {
          case Forwarding.Nat _, Forwarding.DirectRoute _ -> false;
          case Forwarding.IpIp _, Forwarding.Gue _, Forwarding.Gre _ -> true;
        };
    if (!tunnelled && server.address().family() != services.family()) {
      ServiceKey first = services.keys().getFirst();
      report.error(
          at,
          server
              + " is of another family than "
              + first.words()
              + ", which only forwarding: tunnel can bridge");
    }
  }
}
