package org.holdfast.linux.route;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteMetric;
import org.holdfast.net.RouteMetrics;
import org.holdfast.net.RouteProperties;

/**
 * Codec for RTM_*ROUTE. Its fixed part is struct rtmsg: family, destination length, source length,
 * TOS, table, protocol, scope, type (u8 each), flags u32.
 */
final class RouteCodec {

  private static final int FIXED_SIZE = 12;
  private static final int DESTINATION = 1;
  private static final int SOURCE = 2;
  private static final int OUTPUT = 4;
  private static final int GATEWAY = 5;
  private static final int PRIORITY = 6;
  private static final int PREFERRED_SOURCE = 7;
  private static final int METRICS = 8;
  private static final int MULTIPATH = 9;
  private static final int FLOW = 11;
  private static final int CACHE_INFO = 12;
  private static final int CACHE_EXPIRES = 8;
  private static final int CACHE_INFO_SIZE = 32;
  private static final int TABLE = 15;
  private static final int VIA = 18;
  private static final int PREFERENCE = 20;
  private static final int EXPIRES = 23;
  private static final int TTL_PROPAGATE = 26;
  private static final int ON_LINK = 4;
  private static final int CLONED = 0x200;
  private static final int HOP_SIZE = 8;

  private RouteCodec() {}

  /**
   * Decodes a message. Total: empty for a message that is not a route, and for the kernel's cached
   * routes.
   */
  static Optional<Route> decode(NetlinkMessage message) {
    var fixed = message.payload();
    if (fixed.limit() < FIXED_SIZE || (fixed.getInt(8) & CLONED) != 0) {
      return Optional.empty();
    }
    return MessageFamilies.of(fixed.get(0))
        .flatMap(family ->
            RouteType.of(fixed.get(7) & 0xff)
                .flatMap(
                    type -> destination(message, family).map(to -> decode(message, to, type))));
  }

  private static Optional<IpPrefix> destination(NetlinkMessage message, Family family) {
    int length = message.payload().get(1) & 0xff;
    var attributes = message.attributes(FIXED_SIZE);
    return length == 0
        ? Optional.of(new IpPrefix(MessageFamilies.any(family), 0))
        : MessageFamilies.prefix(attributes, DESTINATION, family, length);
  }

  private static Route decode(NetlinkMessage message, IpPrefix destination, RouteType type) {
    ByteBuffer fixed = message.payload();
    var family = destination.address().family();
    var attributes = message.attributes(FIXED_SIZE);
    return new Route(
        destination,
        type,
        gateway(attributes, family),
        present(attributes.u32(OUTPUT, 0)),
        attributes.address(PREFERRED_SOURCE, family),
        attributes.u32(TABLE, fixed.get(4) & 0xff),
        attributes.u32(PRIORITY, 0),
        fixed.get(6) & 0xff,
        fixed.get(5) & 0xff,
        (fixed.getInt(8) & ON_LINK) != 0,
        attributes.struct(MULTIPATH).map(hops -> nextHops(hops, family)).orElse(List.of()),
        new RouteProperties(
            fixed.get(3) & 0xff,
            MessageFamilies.prefix(attributes, SOURCE, family, fixed.get(2) & 0xff),
            attributes.u32(FLOW, 0),
            EncapsulationCodec.read(attributes),
            metrics(attributes.nested(METRICS)),
            attributes.has(PREFERENCE)
                ? OptionalInt.of(attributes.u8(PREFERENCE, 0))
                : OptionalInt.empty(),
            expiry(attributes),
            Optional.empty(),
            RouteProperties.Placement.PREPEND));
  }

  private static Optional<IpAddress> gateway(Attributes attributes, Family family) {
    return attributes
        .address(GATEWAY, family)
        .or(() ->
            attributes
                .struct(VIA)
                .flatMap(RouteCodec::via)
                .filter(via -> family == Family.IPV4 || via.family() == family));
  }

  /** Reads struct rtvia: a family u16, then an address. */
  private static Optional<IpAddress> via(ByteBuffer via) {
    return via.limit() < 2
        ? Optional.empty()
        : MessageFamilies.of(via.getShort(0))
            .filter(family -> via.limit() == 2 + family.bytes())
            .map(family -> IpAddress.read(family, via, 2));
  }

  /**
   * Reads struct rtnexthop several times: length u16, flags u8, weight less one u8, device u32,
   * then attributes.
   */
  private static List<NextHop> nextHops(ByteBuffer from, Family family) {
    var hops = new ArrayList<NextHop>();
    int at = 0;
    while (from.limit() - at >= HOP_SIZE) {
      int length = from.getShort(at) & 0xffff;
      if (length < HOP_SIZE || length > from.limit() - at) {
        break;
      }
      var attributes = Attributes.of(from.duplicate().limit(at + length), at + HOP_SIZE);
      hops.add(
          new NextHop(
              gateway(attributes, family),
              present(from.getInt(at + 4)),
              (from.get(at + 3) & 0xff) + 1,
              (from.get(at + 2) & ON_LINK) != 0,
              attributes.u32(FLOW, 0),
              EncapsulationCodec.read(attributes)));
      at += (length + 3) & ~3;
    }
    return hops;
  }

  private static RouteMetrics metrics(Attributes attributes) {
    var values = new EnumMap<RouteMetric, Integer>(RouteMetric.class);
    for (var metric : RouteMetric.values()) {
      present(attributes.u32(metric.number(), 0)).ifPresent(value -> values.put(metric, value));
    }
    var algorithm = attributes.text(RouteMetric.CONGESTION_CONTROL);
    return values.isEmpty() && algorithm.isEmpty()
        ? RouteMetrics.NONE
        : new RouteMetrics(values, attributes.u32(RouteMetric.LOCK, 0), algorithm);
  }

  /** Reads the remaining time, also in struct rta_cacheinfo in hundredths of a second. */
  private static OptionalLong expiry(Attributes attributes) {
    if (attributes.has(EXPIRES)) {
      return OptionalLong.of(attributes.u32(EXPIRES, 0) & 0xffff_ffffL);
    }
    return attributes
        .struct(CACHE_INFO)
        .filter(info -> info.limit() >= CACHE_INFO_SIZE && info.getInt(CACHE_EXPIRES) > 0)
        .map(info -> OptionalLong.of(info.getInt(CACHE_EXPIRES) / 100))
        .orElse(OptionalLong.empty());
  }

  private static OptionalInt present(int value) {
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  static void writeAll(MessageWriter to, Family family) {
    writeAll(to, family, 0);
  }

  /** Requests the routes with one protocol number; 0 for all. */
  static void writeAll(MessageWriter to, Family family, int protocol) {
    to.u8(family.linuxNumber()).u8(0).u8(0).u8(0).u8(0).u8(protocol).u8(0).u8(0).u32(0);
  }

  /** Requests the route by which packets to an address leave through a link, or stay here. */
  static void writeLookup(MessageWriter to, int link, IpAddress address) {
    to.u8(address.family().linuxNumber())
        .u8(address.family().bits())
        .u8(0)
        .u8(0)
        .u8(0)
        .u8(0)
        .u8(0)
        .u8(0)
        .u32(0)
        .address(DESTINATION, address)
        .u32(OUTPUT, link);
  }

  static void write(MessageWriter to, Route route) {
    var destination = route.destination();
    var more = route.properties();
    to.u8(destination.address().family().linuxNumber())
        .u8(destination.length())
        .u8(more.from().map(IpPrefix::length).orElse(0))
        .u8(more.typeOfService())
        .u8(route.table() > 0 && route.table() < 256 ? route.table() : 0)
        .u8(route.protocol())
        .u8(route.scope())
        .u8(route.type().number())
        .u32(route.onLink() ? ON_LINK : 0)
        .u32(TABLE, route.table());
    if (destination.length() > 0) {
      to.address(DESTINATION, destination.address());
    }
    more.from().ifPresent(from -> to.address(SOURCE, from.address()));
    route.device().ifPresent(index -> to.u32(OUTPUT, index));
    route.gateway().ifPresent(gateway -> writeGateway(to, gateway, destination));
    if (route.metric() != 0) {
      to.u32(PRIORITY, route.metric());
    }
    route.source().ifPresent(source -> to.address(PREFERRED_SOURCE, source));
    if (!more.metrics().isEmpty()) {
      to.nested(METRICS, w -> write(w, more.metrics()));
    }
    if (more.realms() != 0) {
      to.u32(FLOW, more.realms());
    }
    more.encapsulation().ifPresent(one -> EncapsulationCodec.write(to, one));
    more.preference().ifPresent(preference -> to.u8(PREFERENCE, preference));
    more.expiresSeconds().ifPresent(seconds -> to.u32(EXPIRES, (int) seconds));
    more.ttlPropagation().ifPresent(on -> to.u8(TTL_PROPAGATE, on ? 1 : 0));
    if (!route.nextHops().isEmpty()) {
      to.struct(MULTIPATH, w -> route.nextHops().forEach(hop -> write(w, hop, destination)));
    }
  }

  private static void writeGateway(MessageWriter to, IpAddress gateway, IpPrefix destination) {
    if (gateway.family() == destination.address().family()) {
      to.address(GATEWAY, gateway);
    } else {
      to.struct(
          VIA,
          w -> {
            w.u16(gateway.family().linuxNumber());
            for (byte one : gateway.toBytes()) {
              w.u8(one);
            }
          });
    }
  }

  private static void write(MessageWriter to, NextHop hop, IpPrefix destination) {
    to.counted(w -> {
      w.u8(hop.onLink() ? ON_LINK : 0).u8(hop.weight() - 1).u32(hop.device().orElse(0));
      hop.gateway().ifPresent(gateway -> writeGateway(w, gateway, destination));
      if (hop.realms() != 0) {
        w.u32(FLOW, hop.realms());
      }
      hop.encapsulation().ifPresent(one -> EncapsulationCodec.write(w, one));
    });
  }

  private static void write(MessageWriter to, RouteMetrics metrics) {
    if (metrics.locks() != 0) {
      to.u32(RouteMetric.LOCK, metrics.locks());
    }
    for (var metric : RouteMetric.values()) {
      metrics.get(metric).ifPresent(value -> to.u32(metric.number(), value));
    }
    metrics.congestionControl().ifPresent(name -> to.text(RouteMetric.CONGESTION_CONTROL, name));
  }
}
