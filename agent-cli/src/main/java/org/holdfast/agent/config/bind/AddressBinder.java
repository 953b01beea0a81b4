package org.holdfast.agent.config.bind;

import java.util.OptionalLong;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.VirtualAddress;

/** Creates addresses, with the checks that no single key can make. */
final class AddressBinder {

  private static final long FOREVER_SECONDS = 0xffff_ffffL;

  private final Report report;

  AddressBinder(Report report) {
    this.report = report;
  }

  /**
   * @param fields a section with an address
   * @param link the link that carries the address
   */
  VirtualAddress bind(Fields fields, String link) {
    var prefix = fields.get(HoldingKeywords.ADDRESS);
    checkHost(fields, prefix);
    if (prefix.address().family() == Family.IPV6) {
      refuseForIpv6(fields, HoldingKeywords.LABEL);
      refuseForIpv6(fields, HoldingKeywords.BROADCAST);
    } else {
      refuseForIpv4(
          fields, HoldingKeywords.DUPLICATE_ADDRESS_DETECTION, "duplicate address detection");
      refuseForIpv4(fields, HoldingKeywords.HOME, "home");
      refuseForIpv4(fields, HoldingKeywords.MANAGE_TEMPORARY, "temporary addresses");
      refuseForIpv4(fields, HoldingKeywords.PREFERRED_LIFETIME, "preferred lifetime here");
    }
    Families.check(report, fields, HoldingKeywords.BROADCAST, prefix.address().family());
    Families.check(report, fields, HoldingKeywords.PEER, prefix.address().family());
    return new VirtualAddress(
        prefix,
        link,
        fields.number(HoldingKeywords.SCOPE),
        fields.find(HoldingKeywords.LABEL),
        fields.find(HoldingKeywords.BROADCAST),
        fields.find(HoldingKeywords.PEER),
        fields.get(HoldingKeywords.PREFIX_ROUTE),
        fields.get(HoldingKeywords.DUPLICATE_ADDRESS_DETECTION),
        fields.get(HoldingKeywords.TRACKED),
        options(fields));
  }

  private VirtualAddress.Options options(Fields fields) {
    return new VirtualAddress.Options(
        fields.get(HoldingKeywords.HOME),
        fields.get(HoldingKeywords.MANAGE_TEMPORARY),
        fields.get(HoldingKeywords.AUTO_JOIN),
        preferredSeconds(fields));
  }

  private OptionalLong preferredSeconds(Fields fields) {
    var lifetime = fields.find(HoldingKeywords.PREFERRED_LIFETIME);
    if (lifetime == null) {
      return OptionalLong.empty();
    }
    WholeSeconds.check(report, fields, HoldingKeywords.PREFERRED_LIFETIME);
    return OptionalLong.of(
        lifetime.equals(DurationType.FOREVER) ? FOREVER_SECONDS : lifetime.toSeconds());
  }

  private void checkHost(Fields fields, IpPrefix prefix) {
    NodePosition at = fields.spot(HoldingKeywords.ADDRESS);
    boolean joined = fields.get(HoldingKeywords.AUTO_JOIN);
    var address = prefix.address();
    boolean v4 = address.family() == Family.IPV4;
    boolean isLoopback =
        v4 ? address.low() >>> 24 == 127 : address.high() == 0 && address.low() == 1;
    if (address.isAny()) {
      report.error(
          at,
          address + " is not the address of a host (expected: an address that a host can have)");
    } else if ((address.isMulticast() && !joined) || isLoopback) {
      report.warning(
          at,
          address
              + (isLoopback
                  ? " is a loopback address, which no other host can reach"
                  : " is a multicast address, which no host should have"));
    } else if (prefix.length() == 0) {
      report.error(
          at, prefix + " (expected: a prefix length from 1 to " + address.family().bits() + ")");
    } else if (v4 && prefix.length() < 31) {
      var network = Networks.of(prefix);
      if (address.low() == network.low()) {
        report.warning(at, prefix + " is the network's own address, which no host should have");
      } else if (address.low() == (network.low() | (0xffff_ffffL >>> prefix.length()))) {
        report.warning(
            at, prefix + " is the network's broadcast address, which no host should have");
      }
    }
  }

  private void refuseForIpv4(Fields fields, Key<?> key, String what) {
    if (fields.isGiven(key)) {
      report.error(fields.spot(key), "IPv4 addresses have no " + what + "; remove it");
    }
  }

  private void refuseForIpv6(Fields fields, Key<?> key) {
    if (fields.isGiven(key)) {
      report.error(fields.spot(key), "IPv6 addresses have no " + key + "; remove it");
    }
  }
}
