package org.holdfast.agent.doctor;

import java.util.Optional;
import java.util.Set;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.net.IpAddress;

/**
 * Checks whether some router answers for the addresses of the virtual servers. The reading of a
 * YAML file warns of such addresses itself; that of a keepalived.conf does not, because keepalived
 * does not either.
 */
final class AddressChecks {

  private final HostRole subject;
  private final Network network;
  private final DoctorFindings findings;

  AddressChecks(HostRole subject, HostFacts facts, DoctorFindings findings) {
    this.subject = subject;
    this.network = facts.network();
    this.findings = findings;
  }

  void check() {
    var config = subject.config().orElse(null);
    if (config == null || config.process().ipvsNamespace() != null) {
      return; // the addresses of another network namespace are not known
    }
    var held = config.vrrp().addresses();
    VirtualServerConfig first = null;
    IpAddress unheld = null;
    int others = 0;
    for (var server : subject.virtualServers()) {
      if (HostRole.addresses(server).anyMatch(address -> !isSaid(address))) {
        findings.look(DoctorCheck.VIRTUAL_ADDRESS);
      }
      var address = unheld(server, held);
      if (address.isPresent() && first != null) {
        others++;
      } else if (address.isPresent()) {
        first = server;
        unheld = address.get();
      }
    }
    if (first != null) {
      findings.warning(
          DoctorCheck.VIRTUAL_ADDRESS,
          "no instance holds %s, the address of %s, and this host does not have it now%s"
              .formatted(unheld, first.name(), more(others)),
          "add %s to the addresses of an instance, or correct %s".formatted(unheld, first.name()));
    }
  }

  private static String more(int others) {
    return switch (others) {
      case 0 -> "";
      case 1 -> "; 1 more virtual server has such an address";
      default -> "; " + others + " more virtual servers have such addresses";
    };
  }

  private Optional<IpAddress> unheld(VirtualServerConfig server, Set<IpAddress> held) {
    return HostRole.addresses(server)
        .filter(address -> !held.contains(address) && !network.holds(address) && !isSaid(address))
        .findFirst();
  }

  private boolean isSaid(IpAddress address) {
    return subject.warnings().stream()
        .anyMatch(warning -> warning.message().contains("no instance holds " + address + ","));
  }
}
