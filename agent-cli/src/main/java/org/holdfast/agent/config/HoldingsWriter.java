package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;

/** Writes what a master holds, as {@link HoldingsBinder} reads it. */
final class HoldingsWriter {

  private final Form form;

  HoldingsWriter(Form form) {
    this.form = form;
  }

  /** Into an instance's draft. */
  Draft write(Draft instance, InstanceConfig config) {
    var holdings = config.holdings();
    var link = config.interfaceName();
    var routes = new ArrayList<Draft>();
    holdings.routes().forEach(route -> routes.add(route(route)));
    var rules = new ArrayList<Draft>();
    holdings.rules().forEach(rule -> rules.add(rule(rule, config.family())));
    return instance
        .sections(HoldingKeywords.ADDRESSES, addresses(holdings.advertised(), link))
        .sections(HoldingKeywords.EXCLUDED_ADDRESSES, addresses(holdings.excluded(), link))
        .sections(HoldingKeywords.ROUTES, routes)
        .sections(HoldingKeywords.RULES, rules)
        .put(InstanceKeywords.ON_ADDRESS_LOSS, holdings.onAddressLoss());
  }

  private List<Draft> addresses(List<VirtualAddress> addresses, String link) {
    var drafts = new ArrayList<Draft>();
    addresses.forEach(address -> drafts.add(address(address, link)));
    return drafts;
  }

  private Draft address(VirtualAddress address, String link) {
    var draft =
        Draft.under(HoldingKeywords.ADDRESSES, form)
            .put(HoldingKeywords.ADDRESS, address.prefix())
            .put(HoldingKeywords.ADDRESS_INTERFACE, address.interfaceName(), link)
            .put(HoldingKeywords.LABEL, address.label())
            .put(HoldingKeywords.SCOPE, address.scope())
            .put(HoldingKeywords.BROADCAST, address.broadcast())
            .put(HoldingKeywords.PEER, address.peer())
            .put(HoldingKeywords.PREFIX_ROUTE, address.prefixRoute())
            .put(HoldingKeywords.TRACKED, address.tracked());
    return address.address().family() == Family.IPV4
        ? draft
        : draft.put(
            HoldingKeywords.DUPLICATE_ADDRESS_DETECTION, address.duplicateAddressDetection());
  }

  private Draft route(VirtualRoute route) {
    return Draft.under(HoldingKeywords.ROUTES, form)
        .put(HoldingKeywords.DESTINATION, route.destination())
        .put(HoldingKeywords.ROUTE_TYPE, route.type())
        .put(HoldingKeywords.GATEWAY, route.gateway())
        .put(HoldingKeywords.ROUTE_INTERFACE, route.interfaceName())
        .put(HoldingKeywords.ROUTE_SOURCE, route.source())
        .put(HoldingKeywords.ROUTE_TABLE, route.table())
        .put(HoldingKeywords.METRIC, route.metric())
        .put(HoldingKeywords.MTU, route.mtu())
        .put(HoldingKeywords.ON_LINK, route.onLink());
  }

  private Draft rule(VirtualRule rule, Family instance) {
    boolean hasPrefix = rule.from() != null || rule.to() != null; // of the rule's own family
    return Draft.under(HoldingKeywords.RULES, form)
        .put(HoldingKeywords.RULE_PRIORITY, rule.priority())
        .put(HoldingKeywords.RULE_FAMILY, rule.family(), hasPrefix ? rule.family() : instance)
        .put(HoldingKeywords.FROM, rule.from())
        .put(HoldingKeywords.TO, rule.to())
        .put(HoldingKeywords.INPUT_INTERFACE, rule.inputInterface())
        .put(HoldingKeywords.OUTPUT_INTERFACE, rule.outputInterface())
        .put(HoldingKeywords.FIREWALL_MARK, rule.firewallMark())
        .put(HoldingKeywords.FIREWALL_MASK, rule.firewallMask())
        .put(HoldingKeywords.RULE_TABLE, rule.table());
  }
}
