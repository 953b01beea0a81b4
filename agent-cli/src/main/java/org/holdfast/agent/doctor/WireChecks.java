package org.holdfast.agent.doctor;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.doctor.HostFacts.Owner;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VrrpVersion;

/** Evaluates the ARP responses and adverts of other hosts on the links. */
final class WireChecks {

  private final HostFacts facts;
  private final DoctorFindings findings;

  WireChecks(HostFacts facts, DoctorFindings findings) {
    this.facts = facts;
    this.findings = findings;
  }

  void check(List<InstanceConfig> instances) {
    for (var instance : instances) {
      instance.holdings().all().forEach(address -> checkOwner(instance, address));
      facts.heard().stream()
          .filter(heard ->
              heard.vrid() == instance.virtualRouterId()
                  && heard.link().equals(instance.interfaceName())
                  && heard.source().family() == instance.family()
                  && !facts.network().holds(heard.source()))
          .forEach(heard -> checkHeard(instance, heard));
    }
  }

  private void checkOwner(InstanceConfig instance, VirtualAddress address) {
    var owners = ownersOf(address.interfaceName(), address.address());
    if (owners.isEmpty()) {
      return;
    }
    findings.look(DoctorCheck.SECOND_OWNER);
    if (owners.size() > 1) {
      findings.error(
          DoctorCheck.SECOND_OWNER,
          "%s is at several hosts on %s: %s"
              .formatted(address.address(), address.interfaceName(), words(owners)),
          remove(address));
      return;
    }
    var masters = masters(instance);
    var owner = owners.iterator().next();
    if (masters.contains(owner)) {
      findings.ok(
          DoctorCheck.SECOND_OWNER,
          "%s is at %s, the master of %s".formatted(address.address(), owner, instance.name()));
    } else if (masters.isEmpty()) {
      findings.warning(
          DoctorCheck.SECOND_OWNER,
          "%s is at %s on %s; correct if that is the master of %s"
              .formatted(address.address(), owner, address.interfaceName(), instance.name()),
          remove(address));
    } else {
      findings.error(
          DoctorCheck.SECOND_OWNER,
          "%s is at %s on %s, and the master of %s is %s"
              .formatted(
                  address.address(),
                  owner,
                  address.interfaceName(),
                  instance.name(),
                  words(masters)),
          remove(address));
    }
  }

  private static String remove(VirtualAddress address) {
    return "ip address del %s dev INTERFACE".formatted(address.prefix());
  }

  private Set<MacAddress> ownersOf(String link, IpAddress address) {
    var owners = new HashSet<MacAddress>();
    facts.owners().stream()
        .filter(owner -> owner.link().equals(link) && owner.address().equals(address))
        .map(Owner::hardware)
        .forEach(owners::add);
    return owners;
  }

  /**
   * Returns the MAC addresses of the masters from which the running agent or this doctor received
   * adverts.
   */
  private Set<MacAddress> masters(InstanceConfig instance) {
    var masters = new HashSet<MacAddress>();
    masterKnown(instance)
        .ifPresent(source -> masters.addAll(ownersOf(instance.interfaceName(), source)));
    for (var heard : facts.heard()) {
      if (heard.vrid() == instance.virtualRouterId()
          && heard.link().equals(instance.interfaceName())) {
        masters.addAll(ownersOf(heard.link(), heard.source()));
      }
    }
    return masters;
  }

  private Optional<IpAddress> masterKnown(InstanceConfig instance) {
    return facts.agent().stream()
        .flatMap(report -> report.instances().stream())
        .filter(status -> status.name().equals(instance.name()) && status.master() != null)
        .flatMap(status ->
            Optional.ofNullable(status.master())
                .flatMap(master -> IpAddress.parse(master.source()))
                .stream())
        .findFirst();
  }

  private static String list(Collection<IpAddress> addresses) {
    return String.join(", ", addresses.stream().sorted().map(IpAddress::toString).toList());
  }

  private static String words(Set<MacAddress> stations) {
    return String.join(", ", stations.stream().map(MacAddress::toString).sorted().toList());
  }

  private void checkHeard(InstanceConfig instance, HeardAdvert heard) {
    findings.look(DoctorCheck.OTHER_ROUTER);
    int version = instance.protocol().version() == VrrpVersion.V2 ? 2 : 3;
    var who = "%s announces VRID %d on %s".formatted(heard.source(), heard.vrid(), heard.link());
    if (heard.version() != version) {
      findings.error(
          DoctorCheck.OTHER_ROUTER,
          "%s as version %d, and %s is version %d"
              .formatted(who, heard.version(), instance.name(), version),
          "");
    }
    var ours =
        new HashSet<>(
            instance.holdings().advertised().stream().map(VirtualAddress::address).toList());
    if (!ours.equals(new HashSet<>(heard.addresses()))) {
      boolean stranger = heard.addresses().stream().noneMatch(ours::contains);
      var what =
          "%s for %s, and %s has %s"
              .formatted(who, list(heard.addresses()), instance.name(), list(ours));
      if (stranger) {
        findings.error(DoctorCheck.OTHER_ROUTER, what + ": give one pair another VRID", "");
      } else {
        findings.warning(DoctorCheck.OTHER_ROUTER, what, "");
      }
    }
  }
}
