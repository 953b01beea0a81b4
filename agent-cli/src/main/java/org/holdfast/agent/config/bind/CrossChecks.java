package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;

/** Checks combinations of several instances and groups. */
final class CrossChecks {

  private final Report report;
  private final Map<String, Entry<InstanceConfig>> instances;

  CrossChecks(Report report, Map<String, Entry<InstanceConfig>> instances) {
    this.report = report;
    this.instances = instances;
  }

  /**
   * @param names the names of all instances in the file, including those with errors
   */
  void run(Collection<String> names, Map<String, Entry<Fields>> groups) {
    checkRouterIds();
    checkAddresses();
    checkLinks();
    checkGroups(names, groups);
  }

  /** Instances with the same id, link and family must have different unicast peers. */
  private void checkRouterIds() {
    var byId = new HashMap<Integer, List<InstanceConfig>>();
    for (var entry : instances.values()) {
      var instance = entry.value();
      var sharers = byId.get(instance.virtualRouterId());
      if (sharers == null) {
        sharers = new ArrayList<>();
        byId.put(instance.virtualRouterId(), sharers);
      }
      for (var other : sharers) {
        if (clash(instance, other)) {
          report.error(
              entry.spot(),
              "has "
                  + report.name(entry.spot(), InstanceKeywords.VIRTUAL_ROUTER_ID)
                  + " "
                  + instance.virtualRouterId()
                  + (instance.isBoundToLink() ? " on " + instance.interfaceName() : "")
                  + " as "
                  + other.name()
                  + " has; give it an id of its own"
                  + (instance.transport() instanceof Transport.Unicast ? " or other peers" : ""));
          break;
        }
      }
      sharers.add(instance);
    }
  }

  private static boolean clash(InstanceConfig a, InstanceConfig b) {
    return a.family() == b.family()
        && a.interfaceName().equals(b.interfaceName())
        && (a.isBoundToLink() || Objects.equals(a.transport().source(), b.transport().source()))
        && !havePeersApart(a.transport(), b.transport());
  }

  private static boolean havePeersApart(Transport a, Transport b) {
    if (!(a instanceof Transport.Unicast one) || !(b instanceof Transport.Unicast other)) {
      return false;
    }
    for (var peer : one.peers()) {
      for (var otherPeer : other.peers()) {
        if (peer.address().equals(otherPeer.address())) {
          return false;
        }
      }
    }
    return true;
  }

  /** The agent's own links need names that no other link has. */
  private void checkLinks() {
    var users = new HashMap<String, String>();
    for (var entry : instances.values()) {
      var instance = entry.value();
      instance.interfaceNames().forEach(link -> users.putIfAbsent(link, instance.name()));
    }
    for (var entry : instances.values()) {
      for (var link : entry.value().holdings().links()) {
        var user = users.putIfAbsent(link.name(), entry.value().name());
        if (user != null) {
          report.error(
              entry.spot(),
              "its link with the virtual MAC address is called "
                  + link.name()
                  + ", which is a link of "
                  + user
                  + " too; give it another name");
        }
      }
    }
  }

  /** An instance that holds an address, and the link of that address. */
  private record Holder(String instance, String link) {}

  private void checkAddresses() {
    var holders = new TreeMap<IpAddress, Holder>();
    for (var entry : instances.values()) {
      var instance = entry.value();
      checkAddresses(entry, instance.holdings().advertised(), holders);
      checkAddresses(entry, instance.holdings().excluded(), holders);
    }
  }

  private void checkAddresses(
      Entry<InstanceConfig> entry, List<VirtualAddress> addresses, Map<IpAddress, Holder> holders) {
    var name = entry.value().name();
    for (var address : addresses) {
      var holder =
          holders.putIfAbsent(address.address(), new Holder(name, address.interfaceName()));
      if (holder == null || holder.instance().equals(name)) {
        continue;
      }
      boolean sameLink = holder.link().equals(address.interfaceName());
      if (sameLink) {
        report.warning(
            entry.spot(),
            "holds "
                + address.address()
                + " as "
                + holder.instance()
                + " does; it stays on the link until both are backup, and two routers have it when"
                + " each is master of one of the two");
      } else if (!address.address().isLinkLocal()) {
        report.warning(
            entry.spot(),
            "holds "
                + address
                + ", and "
                + holder.instance()
                + " holds it on "
                + holder.link()
                + "; hosts will see two masters unless the links belong to separate networks");
      }
    }
  }

  private void checkGroups(Collection<String> names, Map<String, Entry<Fields>> groups) {
    var groupByMember = new HashMap<String, String>();
    for (var group : groups.entrySet()) {
      var fields = group.getValue().value();
      var members = fields.list(Keywords.MEMBERS);
      for (var member : members) {
        var before = groupByMember.putIfAbsent(member.value(), group.getKey());
        if (!names.contains(member.value())) {
          report.error(
              member.spot(),
              "vrrp.instances has no "
                  + ValueType.quote(member.value())
                  + Nearest.hint(member.value(), names));
        } else if (before != null) {
          report.error(
              member.spot(),
              before.equals(group.getKey())
                  ? member.value() + " is named twice; remove one"
                  : member.value()
                      + " is in "
                      + before
                      + " already; an instance can be in only one group");
        }
      }
      if (members.size() == 1 && fields.isSound(Keywords.MEMBERS)) {
        report.warning(
            fields.spot(Keywords.MEMBERS),
            "a group with only one instance has no effect; add another");
      }
      checkOwners(fields.spot(Keywords.MEMBERS), members);
    }
  }

  private void checkOwners(NodePosition at, List<Entry<String>> members) {
    String owner = null;
    String other = null;
    for (var member : members) {
      var instance = instances.get(member.value());
      if (instance == null) {
        continue;
      }
      if (instance.value().election().isOwner()) {
        owner = member.value();
      } else {
        other = member.value();
      }
    }
    if (owner != null && other != null) {
      report.warning(
          at,
          owner
              + " is an owner (priority 255) and "
              + other
              + " is not; the owner takes over the whole group regardless of the other's priority");
    }
  }
}
