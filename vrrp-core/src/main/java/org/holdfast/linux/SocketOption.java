package org.holdfast.linux;

/** The Linux socket options that these rooms set, with their numbers (the same on x86 and ARM). */
public enum SocketOption {
  SO_REUSEADDR(Level.SOCKET, 2),
  SO_ERROR(Level.SOCKET, 4),
  SO_DONTROUTE(Level.SOCKET, 5),
  SO_SNDBUF(Level.SOCKET, 7),
  SO_RCVBUF(Level.SOCKET, 8),
  SO_PRIORITY(Level.SOCKET, 12),
  SO_LINGER(Level.SOCKET, 13),
  SO_BINDTODEVICE(Level.SOCKET, 25),
  SO_ATTACH_FILTER(Level.SOCKET, 26),
  SO_SNDBUFFORCE(Level.SOCKET, 32),
  SO_RCVBUFFORCE(Level.SOCKET, 33),
  SO_MARK(Level.SOCKET, 36),
  IP_TOS(Level.IP, 1),
  IP_TTL(Level.IP, 2),
  IP_HDRINCL(Level.IP, 3),
  IP_PKTINFO(Level.IP, 8),
  IP_RECVERR(Level.IP, 11),
  IP_RECVTTL(Level.IP, 12),
  IP_FREEBIND(Level.IP, 15),
  IP_BIND_ADDRESS_NO_PORT(Level.IP, 24),
  IP_MULTICAST_IF(Level.IP, 32),
  IP_MULTICAST_LOOP(Level.IP, 34),
  IP_ADD_MEMBERSHIP(Level.IP, 35),
  IP_DROP_MEMBERSHIP(Level.IP, 36),
  IP_MULTICAST_ALL(Level.IP, 49),
  IPV6_CHECKSUM(Level.IPV6, 7),
  IPV6_UNICAST_HOPS(Level.IPV6, 16),
  IPV6_MULTICAST_IF(Level.IPV6, 17),
  IPV6_MULTICAST_HOPS(Level.IPV6, 18),
  IPV6_MULTICAST_LOOP(Level.IPV6, 19),
  IPV6_JOIN_GROUP(Level.IPV6, 20),
  IPV6_LEAVE_GROUP(Level.IPV6, 21),
  IPV6_RECVERR(Level.IPV6, 25),
  IPV6_V6ONLY(Level.IPV6, 26),
  IPV6_MULTICAST_ALL(Level.IPV6, 29),
  IPV6_RECVPKTINFO(Level.IPV6, 49),
  IPV6_RECVHOPLIMIT(Level.IPV6, 51),
  IPV6_TCLASS(Level.IPV6, 67),
  IPV6_FREEBIND(Level.IPV6, 78),
  TCP_QUICKACK(Level.TCP, 12),
  ICMP_FILTER(Level.RAW, 1),
  ICMPV6_FILTER(Level.ICMPV6, 1),
  NETLINK_ADD_MEMBERSHIP(Level.NETLINK, 1),
  NETLINK_CAP_ACK(Level.NETLINK, 10),
  NETLINK_EXT_ACK(Level.NETLINK, 11),
  NETLINK_GET_STRICT_CHK(Level.NETLINK, 12);

  private final int level;
  private final int number;

  SocketOption(int level, int number) {
    this.level = level;
    this.number = number;
  }

  int level() {
    return level;
  }

  int number() {
    return number;
  }

  /** The levels of setsockopt, which are also the levels of control messages. */
  static final class Level {
    static final int SOCKET = 1;
    static final int IP = 0;
    static final int TCP = 6;
    static final int IPV6 = 41;
    static final int ICMPV6 = 58;
    static final int RAW = 255;
    static final int NETLINK = 270;

    private Level() {}
  }
}
