package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.UnicastKeywords;
import org.holdfast.agent.config.words.VmacKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.Transport;
import org.jspecify.annotations.Nullable;

/** Derives an instance's family and the source and destination of its adverts. */
final class TransportBinder {

  private final Report report;
  private final Fields defaults;

  TransportBinder(Report report, Fields defaults) {
    this.report = report;
    this.defaults = defaults;
  }

  Family family(Fields instance) {
    var family = instance.find(InstanceKeywords.FAMILY);
    if (family != null) {
      return family;
    }
    for (var entry : instance.list(HoldingKeywords.ADDRESSES)) {
      var address = entry.value().find(HoldingKeywords.ADDRESS);
      if (address != null) {
        return address.address().family();
      }
    }
    var source = source(instance);
    if (source != null) {
      return source.family();
    }
    var unicast = instance.section(UnicastKeywords.UNICAST);
    for (var peer : unicast.list(UnicastKeywords.PEERS)) {
      var address = peer.value().find(UnicastKeywords.PEER_ADDRESS);
      if (address != null) {
        return address.family();
      }
    }
    return Family.IPV4;
  }

  private static @Nullable IpAddress source(Fields instance) {
    var source = instance.find(InstanceKeywords.SOURCE_ADDRESS);
    return source == null
        ? instance.section(UnicastKeywords.UNICAST).find(UnicastKeywords.UNICAST_SOURCE)
        : source;
  }

  Transport bind(Fields instance, Family family) {
    var source = source(instance);
    var unicast = instance.section(UnicastKeywords.UNICAST);
    var sourceKey =
        unicast.isGiven(UnicastKeywords.UNICAST_SOURCE)
            ? unicast.spot(UnicastKeywords.UNICAST_SOURCE)
            : instance.spot(InstanceKeywords.SOURCE_ADDRESS);
    var unicastSource = unicast.find(UnicastKeywords.UNICAST_SOURCE);
    if (unicastSource != null && source != null && !source.equals(unicastSource)) {
      report.error(
          sourceKey,
          unicastSource
              + ", but "
              + report.name(instance.spot(), InstanceKeywords.SOURCE_ADDRESS)
              + " is "
              + source
              + "; one of the two is enough");
    }
    if (source != null) {
      checkFamily(sourceKey, source, family);
    }
    var ipvlan = VmacBinder.ownPrefix(instance);
    if (!instance.isGiven(UnicastKeywords.UNICAST)) {
      var group = group(instance, family);
      return new Transport.Multicast(
          group, source == null && ipvlan != null ? ofIpvlan(instance, ipvlan, family) : source);
    }
    if (ipvlan != null) {
      report.error(
          ipvlanSpot(instance),
          "unicast adverts arrive at the interface itself, so their source is its address; remove"
              + " this key");
    }
    if (instance.isGiven(InstanceKeywords.MULTICAST_GROUP)) {
      report.error(
          instance.spot(InstanceKeywords.MULTICAST_GROUP),
          "an instance with unicast peers has no multicast group; remove one of the two");
    }
    unicast.or(defaults);
    var ttl = unicast.find(UnicastKeywords.UNICAST_TTL);
    return new Transport.Unicast(
        source,
        peers(unicast, family, source),
        ttl == null ? usualTtl(family) : ttl.intValue(),
        unicast.get(UnicastKeywords.CHECK_SOURCE),
        group(instance, family));
  }

  private IpAddress ofIpvlan(Fields instance, IpPrefix ipvlan, Family family) {
    var address = ipvlan.address();
    var at = ipvlanSpot(instance);
    if (checkFamily(at, address, family) && address.isLinkLocal()) {
      report.error(
          at,
          address
              + " (expected: no link-local address, because adverts are sent from the interface"
              + " itself); remove this key");
    }
    return address;
  }

  private static NodePosition ipvlanSpot(Fields instance) {
    var ipvlan = instance.find(VmacKeywords.IPVLAN);
    return ipvlan == null ? instance.spot() : ipvlan.spot(VmacKeywords.IPVLAN_ADDRESS);
  }

  static int usualTtl(Family family) {
    return family == Family.IPV4 ? 255 : 64;
  }

  private IpAddress group(Fields instance, Family family) {
    var standard = defaults.get(family == Family.IPV4 ? Keywords.GROUP_V4 : Keywords.GROUP_V6);
    var group = instance.find(InstanceKeywords.MULTICAST_GROUP);
    return group == null
            || !checkFamily(instance.spot(InstanceKeywords.MULTICAST_GROUP), group, family)
        ? standard
        : group;
  }

  private List<Transport.Peer> peers(Fields unicast, Family family, @Nullable IpAddress source) {
    var peers = new ArrayList<Transport.Peer>();
    for (var entry : unicast.list(UnicastKeywords.PEERS)) {
      var fields = entry.value();
      if (!fields.isComplete()) {
        continue;
      }
      var address = fields.get(UnicastKeywords.PEER_ADDRESS);
      var at = fields.spot(UnicastKeywords.PEER_ADDRESS);
      checkFamily(at, address, family);
      if (address.equals(source)) {
        report.error(at, address + " is our own source address; list only the other routers");
      }
      for (var other : peers) {
        if (other.address().equals(address)) {
          report.error(at, address + " is listed twice; remove one");
        }
      }
      int minTtl = fields.number(UnicastKeywords.MIN_TTL);
      int maxTtl = fields.number(UnicastKeywords.MAX_TTL);
      if (minTtl > maxTtl) {
        report.error(
            fields.spot(UnicastKeywords.MIN_TTL),
            minTtl
                + " (expected: at most "
                + report.name(fields.spot(), UnicastKeywords.MAX_TTL)
                + ", which is "
                + maxTtl
                + ")");
        continue;
      }
      peers.add(new Transport.Peer(address, minTtl, maxTtl));
    }
    if (unicast.list(UnicastKeywords.PEERS).isEmpty()
        && unicast.isGiven(UnicastKeywords.PEERS)
        && !unicast.get(UnicastKeywords.FAULT_WITHOUT_PEERS)) {
      report.error(
          unicast.spot(UnicastKeywords.PEERS),
          "an empty list (expected: the other routers; "
              + report.setting(unicast.spot(), UnicastKeywords.FAULT_WITHOUT_PEERS, "true")
              + " has the instance wait for them in FAULT)");
    }
    return peers;
  }

  private boolean checkFamily(NodePosition at, IpAddress address, Family family) {
    if (address.family() != family) {
      report.error(
          at,
          address
              + " (expected: "
              + (family == Family.IPV4 ? "an IPv4" : "an IPv6")
              + " address, as the instance's family is "
              + (family == Family.IPV4 ? "ipv4" : "ipv6")
              + ")");
    }
    return address.family() == family;
  }
}
