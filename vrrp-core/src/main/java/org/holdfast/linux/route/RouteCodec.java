package org.holdfast.linux.route;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/**
 * Codec for RTM_*ROUTE. Its fixed part is struct rtmsg: family, destination length, source length,
 * TOS, table, protocol, scope, type (u8 each), flags u32.
 */
final class RouteCodec {

  private static final int FIXED_SIZE = 12;
  private static final int DESTINATION = 1;
  private static final int OUTPUT = 4;
  private static final int GATEWAY = 5;
  private static final int PRIORITY = 6;
  private static final int PREFERRED_SOURCE = 7;
  private static final int METRICS = 8;
  private static final int METRIC_MTU = 2;
  private static final int TABLE = 15;
  private static final int ON_LINK = 4;
  private static final int CLONED = 0x200;

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
        attributes.address(GATEWAY, family),
        present(attributes.u32(OUTPUT, 0)),
        attributes.address(PREFERRED_SOURCE, family),
        attributes.u32(TABLE, fixed.get(4) & 0xff),
        attributes.u32(PRIORITY, 0),
        fixed.get(6) & 0xff,
        fixed.get(5) & 0xff,
        present(attributes.nested(METRICS).u32(METRIC_MTU, 0)),
        (fixed.getInt(8) & ON_LINK) != 0);
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
    to.u8(destination.address().family().linuxNumber())
        .u8(destination.length())
        .u8(0)
        .u8(0)
        .u8(route.table() > 0 && route.table() < 256 ? route.table() : 0)
        .u8(route.protocol())
        .u8(route.scope())
        .u8(route.type().number())
        .u32(route.onLink() ? ON_LINK : 0)
        .u32(TABLE, route.table());
    if (destination.length() > 0) {
      to.address(DESTINATION, destination.address());
    }
    route.device().ifPresent(index -> to.u32(OUTPUT, index));
    route.gateway().ifPresent(gateway -> to.address(GATEWAY, gateway));
    if (route.metric() != 0) {
      to.u32(PRIORITY, route.metric());
    }
    route.source().ifPresent(source -> to.address(PREFERRED_SOURCE, source));
    route.mtu().ifPresent(mtu -> to.nested(METRICS, w -> w.u32(METRIC_MTU, mtu)));
  }
}
