package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.RouteKeywords;
import org.holdfast.agent.config.words.RuleKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.VirtualAddress;
import org.jspecify.annotations.Nullable;

/** Creates the addresses, routes and rules that an instance's master holds. */
final class HoldingsBinder {

  private final Report report;
  private final VmacBinder vmac;
  private final RouteBinder routes;
  private final RuleBinder rules;
  private final List<VirtualAddress> advertised = new ArrayList<>();
  private final List<VirtualAddress> excluded = new ArrayList<>();
  private final TreeMap<IpAddress, NodePosition> seen = new TreeMap<>();

  HoldingsBinder(Report report, Host host, VmacBinder vmac) {
    this.report = report;
    this.vmac = vmac;
    this.routes = new RouteBinder(report, host);
    this.rules = new RuleBinder(report);
  }

  Holdings bind(Fields instance, Family family) {
    var link = AdvertLink.ofAddresses(instance);
    for (var entry : instance.list(HoldingKeywords.ADDRESSES)) {
      var address = address(entry.value(), link, true);
      if (address != null) {
        (address.address().family() == family ? advertised : excluded).add(address);
      }
    }
    for (var entry : instance.list(HoldingKeywords.EXCLUDED_ADDRESSES)) {
      var address = address(entry.value(), link, false);
      if (address != null) {
        excluded.add(address);
      }
    }
    return new Holdings(
        vmac.links(),
        advertised,
        excluded,
        routes.bind(instance.list(RouteKeywords.ROUTES)),
        rules.bind(instance.list(RuleKeywords.RULES), family),
        instance.get(InstanceKeywords.ON_ADDRESS_LOSS),
        accepts(instance));
  }

  /** An owner accepts packets to its addresses in any case (RFC 9568 section 6.4.3). */
  private boolean accepts(Fields instance) {
    boolean owner = instance.number(InstanceKeywords.PRIORITY) == ElectionTerms.OWNER;
    if (owner && instance.isGiven(InstanceKeywords.ACCEPT)) {
      warnOfOwner(instance);
    }
    return owner || instance.get(InstanceKeywords.ACCEPT);
  }

  private void warnOfOwner(Fields instance) {
    if (!instance.get(InstanceKeywords.ACCEPT)) {
      report.warning(
          instance.spot(InstanceKeywords.ACCEPT),
          "has no effect with priority 255: an owner accepts packets to its addresses");
    }
  }

  private @Nullable VirtualAddress address(Fields fields, String link, boolean advertised) {
    var prefix = fields.find(HoldingKeywords.ADDRESS);
    if (prefix == null) {
      return null;
    }
    var at = fields.spot(HoldingKeywords.ADDRESS);
    checkHost(prefix, at);
    // Only an address that is valid on one link may be listed for several links.
    var before = seen.putIfAbsent(prefix.address(), at);
    if (before != null) {
      var words =
          prefix.address() + " is listed twice, first on line " + (before.mark().getLine() + 1);
      if (advertised) {
        // keepalived lists the address that often, and rejects adverts with a different number of
        // addresses.
        report.warning(
            at, words + "; adverts list it twice, so the other routers must list it twice too");
      } else {
        report.error(at, words);
      }
    }
    if (prefix.address().family() == Family.IPV6) {
      refuseForIpv6(fields, HoldingKeywords.LABEL);
      refuseForIpv6(fields, HoldingKeywords.BROADCAST);
    } else if (fields.isGiven(HoldingKeywords.DUPLICATE_ADDRESS_DETECTION)) {
      report.error(
          fields.spot(HoldingKeywords.DUPLICATE_ADDRESS_DETECTION),
          "IPv4 addresses have no duplicate address detection; remove it");
    }
    checkFamily(fields, HoldingKeywords.BROADCAST, prefix.address().family());
    checkFamily(fields, HoldingKeywords.PEER, prefix.address().family());
    var own = fields.find(HoldingKeywords.ADDRESS_INTERFACE);
    if (own == null && link.isEmpty()) {
      if (fields.isSound(HoldingKeywords.ADDRESS_INTERFACE)) {
        report.error(
            at, prefix + " needs an \"interface\" of its own, because its instance has none");
      }
      return null;
    }
    return new VirtualAddress(
        prefix,
        vmac.carrier(fields, own == null ? link : own, prefix.address().family()),
        fields.number(HoldingKeywords.SCOPE),
        fields.find(HoldingKeywords.LABEL),
        fields.find(HoldingKeywords.BROADCAST),
        fields.find(HoldingKeywords.PEER),
        fields.get(HoldingKeywords.PREFIX_ROUTE),
        fields.get(HoldingKeywords.DUPLICATE_ADDRESS_DETECTION),
        fields.get(HoldingKeywords.TRACKED));
  }

  private void checkHost(IpPrefix prefix, NodePosition at) {
    var address = prefix.address();
    boolean v4 = address.family() == Family.IPV4;
    boolean isLoopback =
        v4 ? address.low() >>> 24 == 127 : address.high() == 0 && address.low() == 1;
    if (address.isAny()) {
      report.error(
          at,
          address + " is not the address of a host (expected: an address that a host can have)");
    } else if (address.isMulticast() || isLoopback) {
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

  private void refuseForIpv6(Fields fields, Key<?> key) {
    if (fields.isGiven(key)) {
      report.error(fields.spot(key), "IPv6 addresses have no " + key + "; remove it");
    }
  }

  private void checkFamily(Fields fields, Key<IpAddress> key, Family family) {
    var address = fields.find(key);
    if (address != null && address.family() != family) {
      report.error(
          fields.spot(key),
          address
              + " (expected: an "
              + (family == Family.IPV4 ? "IPv4" : "IPv6")
              + " address, like the address that it belongs to)");
    }
  }
}
