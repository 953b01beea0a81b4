package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.RouteKeywords;
import org.holdfast.agent.config.words.RuleKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.VirtualAddress;
import org.jspecify.annotations.Nullable;

/** Creates the addresses, routes and rules that an instance's master holds. */
final class HoldingsBinder {

  private final Report report;
  private final VmacBinder vmac;
  private final AddressBinder addresses;
  private final RouteBinder routes;
  private final RuleBinder rules;
  private final List<VirtualAddress> advertised = new ArrayList<>();
  private final List<VirtualAddress> excluded = new ArrayList<>();
  private final TreeMap<IpAddress, NodePosition> seen = new TreeMap<>();

  HoldingsBinder(Report report, Host host, VmacBinder vmac) {
    this.report = report;
    this.vmac = vmac;
    this.addresses = new AddressBinder(report);
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
        accepts(instance),
        instance.get(InstanceKeywords.PROMOTE_SECONDARIES) && !link.isEmpty()
            ? Set.of(link)
            : Set.of());
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
    var own = fields.find(HoldingKeywords.ADDRESS_INTERFACE);
    if (own == null && link.isEmpty()) {
      if (fields.isSound(HoldingKeywords.ADDRESS_INTERFACE)) {
        report.error(
            at, prefix + " needs an \"interface\" of its own, because its instance has none");
      }
      return null;
    }
    return addresses.bind(
        fields, vmac.carrier(fields, own == null ? link : own, prefix.address().family()));
  }
}
