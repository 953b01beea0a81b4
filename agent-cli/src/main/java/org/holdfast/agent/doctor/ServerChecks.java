package org.holdfast.agent.doctor;

import java.util.LinkedHashSet;
import java.util.Set;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/**
 * Checks a real server with direct routing or a tunnel: it must have the virtual address, but must
 * not reveal this to other hosts by ARP.
 */
final class ServerChecks {

  private static final Setting LISTEN_QUEUE = new Setting("net/core/somaxconn");
  private static final Setting SYN_COOKIES = new Setting("net/ipv4/tcp_syncookies");
  private static final Setting SYN_BACKLOG = new Setting("net/ipv4/tcp_max_syn_backlog");
  private static final int ENOUGH_LISTENING = 1024;
  private static final int ENOUGH_IGNORING = 1;
  private static final int BEST_SOURCE = 2;

  private final HostFacts facts;
  private final Network network;
  private final DoctorFindings findings;

  ServerChecks(HostFacts facts, DoctorFindings findings) {
    this.facts = facts;
    this.network = facts.network();
    this.findings = findings;
  }

  /** Checks the host for the given addresses, and for those that the configuration implies. */
  void check(HostRole subject) {
    var served = new LinkedHashSet<>(subject.served());
    subject.served().forEach(this::checkHeld);
    for (var server : subject.virtualServers()) {
      boolean isServer =
          server
              .destinations()
              .anyMatch(destination ->
                  HostRole.keepsDestination(destination) && network.holds(destination.address()));
      if (isServer) {
        HostRole.addresses(server).forEach(served::add);
      }
    }
    if (served.stream().anyMatch(address -> address.family() == Family.IPV4)) {
      checkArp(served);
    }
    checkTunnels(served);
    if (!served.isEmpty()) {
      checkQueue();
      checkHalfOpen();
    }
  }

  private void checkHeld(IpAddress address) {
    findings.look(DoctorCheck.SERVER_ADDRESS);
    var held = network.holding(address).toList();
    if (held.isEmpty()) {
      findings.error(
          DoctorCheck.SERVER_ADDRESS,
          "this host does not have " + address,
          "ip address add " + IpPrefix.host(address) + " dev lo");
    }
    held.forEach(this::checkHolding);
  }

  private void checkHolding(LinkAddress held) {
    var link = network.link(held.link());
    var prefix = held.prefix();
    var name = link.map(Link::name).orElse("?");
    if (link.isPresent() && answersFor(link.get())) {
      findings.error(
          DoctorCheck.SERVER_ADDRESS,
          "%s is on %s, where this host answers for it".formatted(prefix, name),
          "ip address del %s dev %s && ip address add %s dev lo"
              .formatted(prefix, name, IpPrefix.host(prefix.address())));
    } else if (prefix.length() < prefix.address().family().bits()) {
      findings.error(
          DoctorCheck.SERVER_ADDRESS,
          "%s on %s makes this host treat the whole subnet as local".formatted(prefix, name),
          "ip address del %s dev %s && ip address add %s dev %s"
              .formatted(prefix, name, IpPrefix.host(prefix.address()), name));
    }
  }

  private static boolean answersFor(Link link) {
    return link.usesArp() && !link.isLoopback() && !link.kind().orElse("").equals("dummy");
  }

  private void checkArp(Set<IpAddress> served) {
    findings.look(DoctorCheck.ARP_IGNORE);
    findings.look(DoctorCheck.ARP_ANNOUNCE);
    var whose = served.stream().filter(a -> a.family() == Family.IPV4).findFirst().orElseThrow();
    for (var link : network.links()) {
      if (!link.isUp() || !answersFor(link)) {
        continue;
      }
      if (facts.settings().effective(link.name(), "arp_ignore") < ENOUGH_IGNORING) {
        all(
            DoctorCheck.ARP_IGNORE,
            "this host answers ARP for %s on %s".formatted(whose, link.name()),
            "arp_ignore",
            ENOUGH_IGNORING);
      }
      if (facts.settings().effective(link.name(), "arp_announce") < BEST_SOURCE) {
        all(
            DoctorCheck.ARP_ANNOUNCE,
            "this host may send ARP requests on %s with %s as its own address"
                .formatted(link.name(), whose),
            "arp_announce",
            BEST_SOURCE);
      }
    }
  }

  private void all(DoctorCheck check, String what, String name, int value) {
    findings.setting(Severity.ERROR, check, what, Setting.ofLink("ipv4", "all", name), value);
  }

  /**
   * Checks the reverse-path filter of tunnels: a packet from a tunnel has a client's source
   * address, and the return route to the client always uses another link.
   */
  private void checkTunnels(Set<IpAddress> served) {
    if (served.isEmpty()) {
      return;
    }
    for (var link : network.links()) {
      var kind = link.kind().orElse("");
      if (link.isUp() && (kind.equals("ipip") || kind.equals("gre"))) {
        findings.look(DoctorCheck.REVERSE_PATH);
        if (facts.settings().effective(link.name(), "rp_filter") != 0) {
          ForwardingChecks.reversePath(facts.settings(), findings, Severity.ERROR, link.name(), 0);
        }
      }
    }
  }

  private void checkHalfOpen() {
    findings.look(DoctorCheck.SYN_FLOOD);
    var backlog = facts.settings().of(SYN_BACKLOG).orElse(ENOUGH_LISTENING);
    if (facts.settings().is(SYN_COOKIES, 0)) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.SYN_FLOOD,
          "SYN cookies are off, and %d half-open connections fill a queue".formatted(backlog),
          SYN_COOKIES,
          1);
    }
    if (backlog < ENOUGH_LISTENING) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.SYN_FLOOD,
          "a listening server can have at most %d half-open connections".formatted(backlog),
          SYN_BACKLOG,
          4096);
    }
  }

  private void checkQueue() {
    findings.look(DoctorCheck.LISTEN_QUEUE);
    var most = facts.settings().of(LISTEN_QUEUE);
    if (most.isPresent() && most.getAsInt() < ENOUGH_LISTENING) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.LISTEN_QUEUE,
          "a listening server can queue at most %d connections".formatted(most.getAsInt()),
          LISTEN_QUEUE,
          4096);
    }
  }
}
