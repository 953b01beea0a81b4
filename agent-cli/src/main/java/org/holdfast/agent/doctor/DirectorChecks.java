package org.holdfast.agent.doctor;

import org.holdfast.agent.doctor.firewall.Packet;
import org.holdfast.agent.doctor.firewall.Ruleset;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.RouteType;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Transport;
import org.jspecify.annotations.Nullable;

/** Checks whether directors can receive each other's adverts. */
final class DirectorChecks {

  private static final int VRRP = 112;
  private static final int AUTHENTICATION_HEADER = 51;

  /** The prefix 224.0.0.0/24; bridges always flood its groups. */
  private static final long LOCAL_GROUPS = 0xe0_0000;

  private static final Setting NONLOCAL_BIND = new Setting("net/ipv4/ip_nonlocal_bind");

  private final HostFacts facts;
  private final Network network;
  private final DoctorFindings findings;

  DirectorChecks(HostFacts facts, DoctorFindings findings) {
    this.facts = facts;
    this.network = facts.network();
    this.findings = findings;
  }

  void check(HostRole subject) {
    for (var instance : subject.instances()) {
      switch (instance.transport()) {
        case Transport.Multicast multicast -> {
          checkBridge(instance, multicast.group());
          checkFilter(instance, null, multicast.group());
        }
        case Transport.Unicast unicast -> {
          for (var peer : unicast.peers()) {
            checkRoute(instance, peer.address());
            checkFilter(instance, peer.address(), peer.address());
          }
        }
      }
    }
    boolean binds = subject.instances().stream().anyMatch(i -> i.family() == Family.IPV4);
    if (binds && facts.settings().is(NONLOCAL_BIND, 0)) {
      findings.ok(
          DoctorCheck.NONLOCAL_BIND,
          NONLOCAL_BIND.name() + " is 0: right unless programs bind to virtual addresses here");
    }
  }

  private void checkBridge(InstanceConfig instance, IpAddress group) {
    findings.look(DoctorCheck.MULTICAST_SNOOPING);
    if (group.family() == Family.IPV4 && group.low() >>> 8 == LOCAL_GROUPS) {
      return;
    }
    network
        .link(instance.interfaceName())
        .flatMap(network::bridgeOf)
        .filter(bridge -> bridge.snooping() && !bridge.querier())
        .flatMap(bridge -> network.link(bridge.link()))
        .map(Link::name)
        .ifPresent(name ->
            findings.warning(
                DoctorCheck.MULTICAST_SNOOPING,
                "bridge %s learns the members of %s, but has no querier".formatted(name, group),
                "ip link set %s type bridge mcast_querier 1".formatted(name)));
  }

  private void checkRoute(InstanceConfig instance, IpAddress peer) {
    findings.look(DoctorCheck.PEER_ROUTE);
    if (network.holds(peer)) {
      findings.error(
          DoctorCheck.PEER_ROUTE,
          "%s, a peer of %s, is an address of this host".formatted(peer, instance.name()),
          "");
      return;
    }
    var route = network.routeTo(peer);
    if (!peer.isLinkLocal() && (route.isEmpty() || route.get().type() != RouteType.UNICAST)) {
      findings.error(
          DoctorCheck.PEER_ROUTE,
          "no route leads to %s, a peer of %s".formatted(peer, instance.name()),
          "ip route add "
              + peer
              + (instance.isBoundToLink() ? " dev " + instance.interfaceName() : " via GATEWAY"));
    }
  }

  private void checkFilter(InstanceConfig instance, @Nullable IpAddress peer, IpAddress sentTo) {
    if (facts.firewall().isEmpty()) {
      return;
    }
    findings.look(DoctorCheck.FIREWALL);
    int protocol =
        instance.protocol().authentication() instanceof Authentication.AuthenticationHeader
            ? AUTHENTICATION_HEADER
            : VRRP;
    var link = instance.interfaceName();
    var heard = sentTo.isMulticast() ? sentTo : null;
    var rules = facts.firewall().get();
    report(
        rules, instance, new Packet(Packet.Way.IN, instance.family(), link, protocol, peer, heard));
    report(
        rules,
        instance,
        new Packet(Packet.Way.OUT, instance.family(), link, protocol, null, sentTo));
  }

  private void report(Ruleset rules, InstanceConfig instance, Packet advert) {
    rules
        .drop(advert)
        .ifPresent(drop ->
            findings.error(
                DoctorCheck.FIREWALL,
                "adverts %s %s are dropped by %s"
                    .formatted(
                        advert.way() == Packet.Way.IN ? "to" : "of", instance.name(), drop.words()),
                drop.mend(advert)));
  }
}
