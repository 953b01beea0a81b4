package org.holdfast.ipvs.netlink;

import java.util.Optional;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.Forwarding.TunnelChecksum;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** Codec for IPVS_DEST_ATTR_*, inside IPVS_CMD_ATTR_DEST. */
final class DestinationCodec {

  private static final int ADDRESS = 1;
  private static final int PORT = 2;
  private static final int METHOD = 3;
  private static final int WEIGHT = 4;
  private static final int UPPER_THRESHOLD = 5;
  private static final int LOWER_THRESHOLD = 6;
  private static final int ACTIVE = 7;
  private static final int INACTIVE = 8;
  private static final int PERSISTENT = 9;
  private static final int STATS = 10;
  private static final int FAMILY = 11;
  private static final int STATS_64 = 12;
  private static final int TUNNEL_TYPE = 13;
  private static final int TUNNEL_PORT = 14;
  private static final int TUNNEL_FLAGS = 15;

  private static final int METHOD_MASK = 7;
  private static final int NAT = 0;
  private static final int TUNNEL = 2;
  private static final int DIRECT_ROUTE = 3;

  private static final int TUNNEL_IPIP = 0;
  private static final int TUNNEL_GUE = 1;
  private static final int TUNNEL_GRE = 2;

  private static final int CHECKSUM = 1;
  private static final int REMOTE_CHECKSUM = 2;

  private DestinationCodec() {}

  /** Writes the attributes that identify a server. */
  static void write(MessageWriter to, Destination.Key key) {
    to.nested(Ipvs.DEST, destination -> writeKey(destination, key));
  }

  /** Writes a whole server. */
  static void write(MessageWriter to, Destination destination) {
    to.nested(
        Ipvs.DEST,
        w -> {
          writeKey(w, destination.key());
          writeForwarding(w, destination.forwarding());
          w.u32(WEIGHT, destination.weight())
              .u32(UPPER_THRESHOLD, destination.upperThreshold())
              .u32(LOWER_THRESHOLD, destination.lowerThreshold());
        });
  }

  private static void writeKey(MessageWriter to, Destination.Key key) {
    to.u16(FAMILY, key.address().family().linuxNumber())
        .address(ADDRESS, key.address())
        .port(PORT, key.port());
  }

  private static void writeForwarding(MessageWriter to, Forwarding forwarding) {
    switch (forwarding) {
      case Forwarding.Nat() -> to.u32(METHOD, NAT);
      case Forwarding.DirectRoute() -> to.u32(METHOD, DIRECT_ROUTE);
      case Forwarding.IpIp() -> writeTunnel(to, TUNNEL_IPIP, 0, TunnelChecksum.NONE);
      case Forwarding.Gue(int port, var checksum) -> writeTunnel(to, TUNNEL_GUE, port, checksum);
      case Forwarding.Gre(var checksum) -> writeTunnel(to, TUNNEL_GRE, 0, checksum);
    }
  }

  private static void writeTunnel(MessageWriter to, int type, int port, TunnelChecksum checksum) {
    int flags =
        switch (checksum) {
          case NONE -> 0;
          case CHECKSUM -> CHECKSUM;
          case REMOTE -> REMOTE_CHECKSUM;
        };
    to.u32(METHOD, TUNNEL).u8(TUNNEL_TYPE, type).port(TUNNEL_PORT, port).u16(TUNNEL_FLAGS, flags);
  }

  /**
   * Decodes a message. Returns empty for a message that is not a server, and for a server with a
   * forwarding method that no tool sets; never throws.
   *
   * @param serviceFamily the family of the address when the kernel (before 3.18) does not report it
   */
  static Optional<DestinationStatus> decode(Attributes message, Family serviceFamily) {
    var server = message.nested(Ipvs.DEST);
    var family =
        server.has(FAMILY)
            ? IpvsAddresses.family(server.u16(FAMILY, 0))
            : Optional.of(serviceFamily);
    return family
        .flatMap(f -> IpvsAddresses.read(server, ADDRESS, f))
        .flatMap(address -> forwarding(server).map(way -> status(server, address, way)));
  }

  private static DestinationStatus status(
      Attributes server, IpAddress address, Forwarding forwarding) {
    return new DestinationStatus(
        new Destination(
            address,
            server.port(PORT, 0),
            forwarding,
            server.u32(WEIGHT, 0),
            server.u32(UPPER_THRESHOLD, 0),
            server.u32(LOWER_THRESHOLD, 0)),
        server.u32(ACTIVE, 0) & 0xffff_ffffL,
        server.u32(INACTIVE, 0) & 0xffff_ffffL,
        server.u32(PERSISTENT, 0) & 0xffff_ffffL,
        TrafficCodec.decode(server, STATS_64, STATS));
  }

  private static Optional<Forwarding> forwarding(Attributes server) {
    return switch (server.u32(METHOD, -1) & METHOD_MASK) {
      case NAT -> Optional.of(Forwarding.NAT);
      case DIRECT_ROUTE -> Optional.of(Forwarding.DIRECT_ROUTE);
      case TUNNEL -> tunnel(server);
      default -> Optional.empty();
    };
  }

  private static Optional<Forwarding> tunnel(Attributes server) {
    int flags = server.u16(TUNNEL_FLAGS, 0);
    var checksum =
        (flags & REMOTE_CHECKSUM) != 0
            ? TunnelChecksum.REMOTE
            : (flags & CHECKSUM) != 0 ? TunnelChecksum.CHECKSUM : TunnelChecksum.NONE;
    return switch (server.u8(TUNNEL_TYPE, TUNNEL_IPIP)) {
      case TUNNEL_IPIP -> Optional.of(Forwarding.IPIP);
      case TUNNEL_GUE -> Optional.of(new Forwarding.Gue(server.port(TUNNEL_PORT, 0), checksum));
      case TUNNEL_GRE -> Optional.of(new Forwarding.Gre(checksum));
      default -> Optional.empty();
    };
  }
}
