package org.holdfast.agent.doctor;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.linux.route.RouteType;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/** Checks whether packets from IPVS reach the servers, and answers reach the clients. */
final class ForwardingChecks {

  private static final Setting FORWARD_V4 = new Setting("net/ipv4/ip_forward");
  private static final Setting FORWARD_V6 = new Setting("net/ipv6/conf/all/forwarding");
  private static final Setting EXPIRE_NODEST = new Setting("net/ipv4/vs/expire_nodest_conn");
  private static final Setting BACKLOG = new Setting("net/core/netdev_max_backlog");
  private static final int USUAL_BACKLOG = 1000;
  private static final int STRICT = 1;
  private static final int LOOSE = 2;

  private final HostFacts facts;
  private final Network network;
  private final DoctorFindings findings;

  ForwardingChecks(HostFacts facts, DoctorFindings findings) {
    this.facts = facts;
    this.network = facts.network();
    this.findings = findings;
  }

  void check(HostRole subject) {
    if (subject.virtualServers().isEmpty()) {
      return;
    }
    for (var server : subject.virtualServers()) {
      server.destinations().forEach(destination -> check(server, destination));
    }
    checkPrefixes(subject);
    checkReversePaths(subject);
    findings.look(DoctorCheck.REMOVED_SERVERS);
    if (facts.settings().is(EXPIRE_NODEST, 0)) {
      findings.ok(
          DoctorCheck.REMOVED_SERVERS,
          EXPIRE_NODEST.name() + " is 0: right unless clients should connect again at once");
    }
    checkBacklog();
    ModuleChecks.of(subject.virtualServers())
        .forEach((module, whose) -> checkModule(module, whose));
  }

  private void check(VirtualServerConfig server, Destination destination) {
    var address = destination.address();
    switch (destination.forwarding()) {
      case Forwarding.Nat _ -> checkForwarding(server, address);
      case Forwarding.DirectRoute _ -> checkNearness(server, address);
      case Forwarding.IpIp _, Forwarding.Gue _, Forwarding.Gre _ -> {}
    }
    checkRoute(server, address);
    if (HostRole.keepsDestination(destination) && server.instance() != null) {
      findings.look(DoctorCheck.STANDBY);
      if (network.holds(address) && server.standby() == Standby.WARM) {
        findings.error(
            DoctorCheck.STANDBY,
            "%s, a server of %s, is this host; set standby: cold".formatted(address, server.name()),
            "");
      }
    }
  }

  private void checkForwarding(VirtualServerConfig server, IpAddress address) {
    findings.look(DoctorCheck.IP_FORWARD);
    var setting = address.family() == Family.IPV4 ? FORWARD_V4 : FORWARD_V6;
    if (facts.settings().is(setting, 0)) {
      findings.setting(
          Severity.ERROR,
          DoctorCheck.IP_FORWARD,
          "this host does not forward %s, which %s needs for NAT"
              .formatted(address.family().words(), server.name()),
          setting,
          1);
    }
  }

  private void checkRoute(VirtualServerConfig server, IpAddress address) {
    findings.look(DoctorCheck.SERVER_ROUTE);
    var route = network.routeTo(address);
    if (!network.holds(address)
        && !address.isLinkLocal()
        && (route.isEmpty() || route.get().type() != RouteType.UNICAST)) {
      findings.error(
          DoctorCheck.SERVER_ROUTE,
          "no route leads to %s, a server of %s".formatted(address, server.name()),
          "ip route add " + IpPrefix.host(address) + " via GATEWAY");
    }
  }

  /**
   * Checks that no router is on the way to the server, because direct routing addresses frames to
   * the server's MAC.
   */
  private void checkNearness(VirtualServerConfig server, IpAddress address) {
    var gateway = network.routeTo(address).flatMap(route -> route.gateway());
    if (!network.holds(address) && gateway.isPresent()) {
      findings.error(
          DoctorCheck.SERVER_ROUTE,
          "%s, a direct-routing server of %s, is behind the router %s; it must be on a link of this host"
              .formatted(address, server.name(), gateway.get()),
          "");
    }
  }

  private void checkPrefixes(HostRole subject) {
    var kept =
        subject.virtualServers().stream()
            .filter(server -> server.destinations().anyMatch(HostRole::keepsDestination))
            .flatMap(HostRole::addresses)
            .filter(address -> address.family() == Family.IPV6)
            .collect(Collectors.toSet());
    if (kept.isEmpty()) {
      return;
    }
    findings.look(DoctorCheck.HOST_PREFIX);
    for (var instance : subject.instances()) {
      instance
          .holdings()
          .all()
          .filter(held -> kept.contains(held.address()) && held.prefix().length() < 128)
          .forEach(held ->
              findings.warning(
                  DoctorCheck.HOST_PREFIX,
                  "%s of %s is served by direct routing or a tunnel; write %s/128"
                      .formatted(held.prefix(), instance.name(), held.address()),
                  ""));
    }
  }

  private void checkReversePaths(HostRole subject) {
    findings.look(DoctorCheck.REVERSE_PATH);
    var links =
        subject.instances().stream()
            .flatMap(instance -> instance.interfaceNames())
            .collect(Collectors.toCollection(TreeSet::new));
    for (var link : links) {
      if (facts.settings().effective(link, "rp_filter") == STRICT) {
        reversePath(facts.settings(), findings, Severity.WARNING, link, LOOSE);
      }
    }
  }

  /**
   * Adds the finding that the reverse-path filter should have the value {@code wanted}. The larger
   * of the values of {@code all} and of the link is effective: 2 on the link is sufficient, but 0
   * must be set on both.
   */
  static void reversePath(
      Settings settings, DoctorFindings findings, Severity severity, String link, int wanted) {
    var all = Setting.ofLink("ipv4", "all", "rp_filter");
    boolean isOfAll = wanted == 0 && settings.of(all).orElse(0) != 0;
    findings.setting(
        severity,
        DoctorCheck.REVERSE_PATH,
        "the reverse path filter of %s is strict".formatted(link),
        isOfAll ? all : Setting.ofLink("ipv4", link, "rp_filter"),
        wanted);
  }

  private void checkBacklog() {
    findings.look(DoctorCheck.BACKLOG);
    long drops = facts.host().backlogDrops();
    if (drops > 0) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.BACKLOG,
          "%s dropped since boot because of a full backlog"
              .formatted(drops == 1 ? "1 packet was" : drops + " packets were"),
          BACKLOG,
          2 * facts.settings().of(BACKLOG).orElse(USUAL_BACKLOG));
    }
  }

  private void checkModule(String module, List<String> whose) {
    findings.look(DoctorCheck.MODULES);
    if (Boolean.FALSE.equals(facts.modules().get(module))) {
      findings.error(
          DoctorCheck.MODULES,
          "the kernel has no module %s, which %s %s"
              .formatted(module, String.join(", ", whose), whose.size() == 1 ? "needs" : "need"),
          "modprobe " + module);
    }
  }
}
