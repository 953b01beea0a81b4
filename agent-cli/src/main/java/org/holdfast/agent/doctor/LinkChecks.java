package org.holdfast.agent.doctor;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.agent.config.KnownNames;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VrrpVersion;

/** Checks the links of the instances. */
final class LinkChecks {

  private static final int MESSAGE_HEADER = 8;
  private static final int PASSWORD_FIELD = 8;
  private static final int AUTHENTICATION_HEADER = 24;
  private static final int HMAC_TRAILER = 28;

  private final HostFacts facts;
  private final Network network;
  private final DoctorFindings findings;

  LinkChecks(HostFacts facts, DoctorFindings findings) {
    this.facts = facts;
    this.network = facts.network();
    this.findings = findings;
  }

  void check(List<InstanceConfig> instances) {
    for (var instance : instances) {
      findings.look(DoctorCheck.LINK);
      instance.interfaceNames().forEach(name -> checkLink(instance, name));
      var own = network.link(instance.interfaceName());
      if (own.isPresent()) {
        checkSource(instance, own.get());
        checkSize(instance, own.get());
        checkIpv6(instance, own.get());
        checkSecondaries(instance);
      }
      checkAcceptance(instance);
    }
  }

  /** Tells operators who ping an address why they get no answer; it is no fault. */
  private void checkAcceptance(InstanceConfig instance) {
    var addresses = instance.holdings().all().toList();
    if (!instance.holdings().accepting() && !addresses.isEmpty()) {
      findings.ok(
          DoctorCheck.ACCEPT,
          instance.name()
              + " has accept: false, so a ping of "
              + addresses.getFirst().prefix().address()
              + " gets no answer, and no program of this host can be reached there; packets"
              + " through the router and neighbour discovery pass");
    }
  }

  private void checkLink(InstanceConfig instance, String name) {
    var found = network.link(name);
    if (found.isEmpty()) {
      var others = network.links().stream().map(Link::name).sorted().toList();
      findings.error(
          DoctorCheck.LINK,
          "interface %s of %s does not exist; %s"
              .formatted(name, instance.name(), KnownNames.clause(others)),
          "");
      return;
    }
    var link = found.get();
    if (!link.isUp()) {
      findings.error(
          DoctorCheck.LINK,
          "interface %s of %s is down".formatted(name, instance.name()),
          "ip link set " + name + " up");
    } else if (!link.hasCarrier()) {
      findings.error(
          DoctorCheck.LINK,
          "interface %s of %s has no carrier: check the cable or the switch"
              .formatted(name, instance.name()),
          "");
    }
    checkDuplicates(link);
  }

  private void checkDuplicates(Link link) {
    for (var address : network.addresses()) {
      if (address.link() == link.index() && (address.flags() & LinkAddress.DAD_FAILED) != 0) {
        findings.error(
            DoctorCheck.DUPLICATE_ADDRESS,
            "another host has %s of %s".formatted(address.prefix(), link.name()),
            "ip address del " + address.prefix() + " dev " + link.name());
      }
    }
  }

  private void checkSource(InstanceConfig instance, Link link) {
    findings.look(DoctorCheck.SOURCE_ADDRESS);
    var source =
        switch (instance.transport()) {
          case Transport.Multicast multicast -> multicast.source();
          case Transport.Unicast unicast -> unicast.source();
        };
    if (source != null) {
      if (!network.holds(source)) {
        findings.error(
            DoctorCheck.SOURCE_ADDRESS,
            "%s sends from %s, which this host does not have".formatted(instance.name(), source),
            "ip address add " + IpPrefix.host(source) + " dev " + link.name());
      }
      return;
    }
    boolean linkLocal =
        instance.family() == Family.IPV6 && instance.transport() instanceof Transport.Multicast;
    var own = instance.holdings().all().map(VirtualAddress::address).collect(Collectors.toSet());
    boolean found =
        network
            .on(link, instance.family())
            .map(address -> address.prefix().address())
            .anyMatch(address -> !own.contains(address) && (!linkLocal || address.isLinkLocal()));
    if (!found) {
      findings.error(
          DoctorCheck.SOURCE_ADDRESS,
          "%s has no %s address on %s to send from"
              .formatted(
                  instance.name(),
                  linkLocal ? "link-local IPv6" : instance.family().words(),
                  link.name()),
          linkLocal
              ? "sysctl -w net.ipv6.conf.%s.addr_gen_mode=0".formatted(link.name())
              : "ip address add ADDRESS/LENGTH dev " + link.name());
    }
  }

  private void checkSize(InstanceConfig instance, Link link) {
    findings.look(DoctorCheck.MTU);
    int size = advertBytes(instance);
    if (size > link.mtu()) {
      findings.error(
          DoctorCheck.MTU,
          "an advert of %s takes %d bytes, and %s has an MTU of %d; advertise fewer addresses"
              .formatted(instance.name(), size, link.name(), link.mtu()),
          "ip link set %s mtu %d".formatted(link.name(), size));
    }
  }

  /** Returns the length of the instance's advert in bytes, including the IP header. */
  private static int advertBytes(InstanceConfig instance) {
    var protocol = instance.protocol();
    int header = instance.family() == Family.IPV4 ? 20 : 40;
    int proof =
        switch (protocol.authentication()) {
          case Authentication.None _, Authentication.Password _ -> 0;
          case Authentication.AuthenticationHeader _ -> AUTHENTICATION_HEADER;
          case Authentication.HmacTrailer _ -> HMAC_TRAILER;
        };
    return header
        + MESSAGE_HEADER
        + instance.holdings().advertised().size() * instance.family().bytes()
        + (protocol.version() == VrrpVersion.V2 ? PASSWORD_FIELD : 0)
        + proof;
  }

  private void checkIpv6(InstanceConfig instance, Link link) {
    boolean needed =
        instance.family() == Family.IPV6
            || instance.holdings().all().anyMatch(a -> a.address().family() == Family.IPV6);
    if (!needed) {
      return;
    }
    findings.look(DoctorCheck.IPV6);
    findings.look(DoctorCheck.DUPLICATE_ADDRESS);
    var disabled = Setting.ofLink("ipv6", link.name(), "disable_ipv6");
    if (facts.settings().is(disabled, 1)) {
      findings.setting(
          Severity.ERROR, DoctorCheck.IPV6, "IPv6 is switched off on " + link.name(), disabled, 0);
    }
    var detection = Setting.ofLink("ipv6", link.name(), "accept_dad");
    if (facts.settings().is(detection, 2)) {
      findings.setting(
          Severity.WARNING,
          DoctorCheck.DUPLICATE_ADDRESS,
          "a duplicate of its link-local address disables IPv6 on " + link.name(),
          detection,
          1);
    }
  }

  /** Checks whether the kernel would remove further virtual addresses together with one. */
  private void checkSecondaries(InstanceConfig instance) {
    var seen = new HashSet<String>();
    for (var address : instance.holdings().all().toList()) {
      var prefix = address.prefix();
      var link = address.interfaceName();
      boolean ofHost = // the agent sets its own links and those that it is told to
          instance.holdings().baseOf(link).equals(link)
              && !instance.holdings().promoting().contains(link);
      if (ofHost && prefix.address().family() == Family.IPV4 && prefix.length() < 32) {
        findings.look(DoctorCheck.PROMOTE_SECONDARIES);
        if (!seen.add(subnet(prefix) + address.interfaceName())
            && facts.settings().effective(address.interfaceName(), "promote_secondaries") == 0) {
          findings.setting(
              Severity.WARNING,
              DoctorCheck.PROMOTE_SECONDARIES,
              "%s has several addresses of %s on %s"
                  .formatted(instance.name(), subnet(prefix), address.interfaceName()),
              Setting.ofLink("ipv4", address.interfaceName(), "promote_secondaries"),
              1);
        }
      }
    }
  }

  private static IpPrefix subnet(IpPrefix prefix) {
    int bits =
        (int) prefix.address().low() & (prefix.length() == 0 ? 0 : -1 << (32 - prefix.length()));
    return new IpPrefix(IpAddress.v4(bits), prefix.length());
  }
}
