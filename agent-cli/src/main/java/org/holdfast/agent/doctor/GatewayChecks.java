package org.holdfast.agent.doctor;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/**
 * Checks what can be seen from the director of the way back from servers with NAT: their gateway
 * must be the director that serves. What a server's own routes are cannot be seen from here. With
 * IPVS's connection tracking nothing is assumed, because the addresses of clients may be translated
 * too, and then the servers need no gateway.
 */
final class GatewayChecks {

  /** Connections of a server after which missing answers are no accident. */
  private static final int ENOUGH_CONNECTIONS = 5;

  /**
   * With fewer bytes a second than these no answer is missed: the kernel's rates decay slowly after
   * the last packet, and that of the answers may reach 0 first.
   */
  private static final int ENOUGH_BYTES = 100;

  private final HostFacts facts;
  private final Network network;
  private final DoctorFindings findings;
  private final HostRole subject;
  private final Set<IpPrefix> seen = new LinkedHashSet<>();

  GatewayChecks(HostRole subject, HostFacts facts, DoctorFindings findings) {
    this.subject = subject;
    this.facts = facts;
    this.network = facts.network();
    this.findings = findings;
  }

  void check() {
    for (var server : subject.virtualServers()) {
      server
          .destinations()
          .filter(destination -> destination.forwarding() instanceof Forwarding.Nat)
          .forEach(destination -> check(server, destination));
      facts
          .agent()
          .flatMap(report ->
              report.virtualServers().stream()
                  .filter(status -> status.name().equals(server.name()))
                  .findFirst())
          .ifPresent(this::checkAnswers);
    }
  }

  private void check(VirtualServerConfig server, Destination destination) {
    findings.look(DoctorCheck.NAT_GATEWAY);
    var address = destination.address();
    var route = network.routeTo(address);
    if (facts.settings().is(ConnectionChecks.IPVS_CONNTRACK, 1)
        || network.holds(address)
        || route.isEmpty()) {
      return;
    }
    var subnet = route.get().destination();
    if (route.get().gateway().isPresent()) {
      if (seen.add(subnet)) {
        findings.warning(
            DoctorCheck.NAT_GATEWAY,
            "%s, a server of %s, is behind the router %s, which must send its answers here and not to the clients directly"
                .formatted(address, server.name(), route.get().gateway().get()),
            "");
      }
      return;
    }
    if (!seen.add(subnet)) {
      return;
    }
    var common = HostRole.addresses(server).filter(subnet::contains).findFirst();
    if (common.isPresent()) {
      findings.warning(
          DoctorCheck.NAT_GATEWAY,
          "%s is in the network of its servers, %s: they answer clients of that network directly, and these clients reject it; move the servers to a network of their own, or give them a route to %s via %s"
              .formatted(server.name(), subnet, subnet, common.get()),
          "");
    } else if (server.instance() != null && held(subnet).isEmpty()) {
      findings.warning(
          DoctorCheck.NAT_GATEWAY,
          "no instance holds an address in %s, the network of the servers of %s, so their gateway stays when the master changes; add an address to %s and make it their gateway"
              .formatted(subnet, server.name(), server.instance()),
          "");
    }
  }

  /** Returns a virtual address in a network. */
  private Optional<IpAddress> held(IpPrefix subnet) {
    return subject.instances().stream()
        .flatMap(instance -> instance.holdings().all())
        .map(held -> held.address())
        .filter(subnet::contains)
        .findFirst();
  }

  /** Checks that answers come back from servers that get packets. */
  private void checkAnswers(VirtualServerStatus service) {
    service.servers().forEach(server -> checkAnswers(service, server));
  }

  private void checkAnswers(VirtualServerStatus service, ServerStatus server) {
    var kernel = server.kernel();
    if (kernel == null
        || !server.forwarding().equals("nat")
        || kernel.connections() < ENOUGH_CONNECTIONS
        || kernel.inBytesPerSecond() < ENOUGH_BYTES
        || kernel.outBytesPerSecond() > 0) {
      return;
    }
    var gateway =
        address(server)
            .flatMap(network::routeTo)
            .flatMap(route -> held(route.destination()))
            .map(Objects::toString)
            .orElse("DIRECTOR");
    findings.error(
        DoctorCheck.NAT_GATEWAY,
        "%d bytes a second go to %s, a server of %s, and no answer comes back over this host; on the server: ip route replace default via %s"
            .formatted(kernel.inBytesPerSecond(), server.name(), service.name(), gateway),
        "");
  }

  /** Returns the address in a server's name, such as {@code 10.0.0.1:80}. */
  private static Optional<IpAddress> address(ServerStatus server) {
    var name = server.name();
    int colon = name.lastIndexOf(':');
    return IpAddress.parse(name)
        .or(() ->
            IpAddress.parse(name.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "")));
  }
}
