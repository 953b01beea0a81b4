package org.holdfast.agent.snmp.mib;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.packet.Defect;
import org.jspecify.annotations.Nullable;

/** An instance as both RFCs' MIBs show it. */
record RouterRow(InstanceConfig config, InstanceStatus status, MibFacts.Link link) {

  /** Returns the running instances whose link exists, in the order of the configuration. */
  static List<RouterRow> of(MibFacts facts) {
    var statuses = facts.instancesByName();
    var rows = new ArrayList<RouterRow>();
    for (var instance : facts.config().vrrp().instances()) {
      var status = statuses.get(instance.name());
      var link = facts.links().get(instance.interfaceName());
      if (status != null && link != null) {
        rows.add(new RouterRow(instance, status, link));
      }
    }
    return rows;
  }

  Family family() {
    return config.family();
  }

  /** The virtual MAC address if there is one, otherwise the link's. */
  byte[] mac() {
    for (VirtualLink virtual : config.holdings().links()) {
      var mac = virtual.mac();
      if (mac != null) {
        return MibWords.bytes(mac.toString().replace(":", ""));
      }
    }
    return MibWords.bytes(link.mac());
  }

  /** The master's address: ours, that of the master last heard, or the address of zeros. */
  IpAddress master() {
    var heard = status.master();
    return switch (status.state()) {
      case MASTER -> source();
      case BACKUP -> heard == null ? none() : parse(heard.source());
      case INIT, FAULT, STOP -> none();
    };
  }

  /** The source of our adverts, or the address of zeros. */
  IpAddress source() {
    return parse(status.source());
  }

  private IpAddress parse(@Nullable String text) {
    return text == null ? none() : IpAddress.parse(text).orElse(none());
  }

  private IpAddress none() {
    return family() == Family.IPV4 ? IpAddress.ANY_V4 : IpAddress.ANY_V6;
  }

  boolean hasStarted() {
    return status.state() == VrrpState.BACKUP || status.state() == VrrpState.MASTER;
  }

  /** Returns how many packets were rejected for the defects with that counter of keepalived's. */
  long rejected(String counter) {
    long sum = 0;
    for (Map.Entry<String, Long> each : status.packets().rejected().entrySet()) {
      if (Defect.of(each.getKey()).keepalivedCounter().equals(counter)) {
        sum += each.getValue();
      }
    }
    return sum;
  }

  /** Returns how many packets had other addresses than ours. */
  long addressErrors() {
    return rejected("addr_list_err") + status.packets().differentAddresses();
  }
}
