package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.StaticKeywords;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks.Watched;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;

/** Creates the static objects and their track groups. */
final class StaticBinder {

  private final Report report;
  private final Host host;
  private final Fields section;
  private final Map<String, List<VirtualObject>> groups = new LinkedHashMap<>();
  private final List<VirtualLink> links = new ArrayList<>();
  private final List<VirtualAddress> ofLinks = new ArrayList<>();

  StaticBinder(Report report, Host host, Fields section) {
    this.report = report;
    this.host = host;
    this.section = section;
    section
        .map(StaticKeywords.TRACK_GROUPS)
        .keySet()
        .forEach(name -> groups.put(name, new ArrayList<>()));
  }

  /** Adds an address that a link of an instance has in every state, so that it is always up. */
  void keep(VirtualLink link, VirtualAddress address) {
    links.add(link);
    ofLinks.add(address);
  }

  /** Returns the static objects; to be called once all instances are bound. */
  StaticConfig bind() {
    var addresses = addresses();
    addresses.addAll(ofLinks);
    var routes = new ArrayList<VirtualRoute>();
    var routeBinder = new RouteBinder(report, host);
    for (var entry : section.list(StaticKeywords.ROUTES)) {
      for (var route : routeBinder.bind(List.of(entry))) {
        routes.add(route);
        group(entry.value(), route);
      }
    }
    var rules = new ArrayList<VirtualRule>();
    var ruleBinder = new RuleBinder(report);
    for (var entry : section.list(StaticKeywords.RULES)) {
      for (var rule : ruleBinder.bind(List.of(entry), Family.IPV4)) {
        rules.add(rule);
        group(entry.value(), rule);
      }
    }
    return new StaticConfig(
        new Holdings(
            links, List.of(), addresses, routes, rules, Holdings.OnAddressLoss.RESTORE, true),
        groups.entrySet().stream()
            .map(group -> new StaticConfig.Group(group.getKey(), group.getValue()))
            .toList(),
        ofLinks);
  }

  private List<VirtualAddress> addresses() {
    var binder = new AddressBinder(report);
    var addresses = new ArrayList<VirtualAddress>();
    Set<String> seen = new LinkedHashSet<>();
    for (var entry : section.list(StaticKeywords.ADDRESSES)) {
      var fields = entry.value();
      if (!fields.isComplete()) {
        continue;
      }
      var own = fields.find(StaticKeywords.ADDRESS_INTERFACE);
      var address = binder.bind(fields, own == null ? section.get(StaticKeywords.INTERFACE) : own);
      if (!seen.add(address.toString())) {
        report.error(fields.spot(HoldingKeywords.ADDRESS), address + " is listed twice");
      }
      addresses.add(address);
      group(fields, address);
    }
    return addresses;
  }

  private void group(Fields fields, VirtualObject object) {
    var name = fields.find(StaticKeywords.TRACK_GROUP);
    if (name == null) {
      return;
    }
    var members = groups.get(name);
    if (members == null) {
      report.error(
          fields.spot(StaticKeywords.TRACK_GROUP),
          "there is no track group " + name + " (expected: a name in static.track-groups)");
    } else {
      members.add(object);
    }
  }

  /** Returns the tracks that an instance has because of the groups that name it. */
  List<Watched> tracksOf(String instance) {
    var tracks = new ArrayList<Watched>();
    section
        .map(StaticKeywords.TRACK_GROUPS)
        .forEach((name, group) -> {
          if (names(group).contains(instance)) {
            tracks.add(new Watched(TrackKind.STATIC_GROUP, name, 0, false));
          }
        });
    return tracks;
  }

  private static List<String> names(Entry<Fields> group) {
    return group.value().list(StaticKeywords.GROUP_INSTANCES).stream().map(Entry::value).toList();
  }

  /** Reports the instances of groups that do not exist. */
  void check(Set<String> instances) {
    for (var group : section.map(StaticKeywords.TRACK_GROUPS).values()) {
      for (var member : group.value().list(StaticKeywords.GROUP_INSTANCES)) {
        if (!instances.contains(member.value())) {
          report.error(member.spot(), "there is no instance " + member.value());
        }
      }
    }
  }
}
