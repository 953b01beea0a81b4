package org.holdfast.linux;

/** Linux's socket options that these rooms set, with their numbers (the same on x86 and ARM). */
public enum SocketOption {
  SO_DONTROUTE(Level.SOCKET, 5),
  SO_SNDBUF(Level.SOCKET, 7),
  SO_RCVBUF(Level.SOCKET, 8),
  SO_PRIORITY(Level.SOCKET, 12),
  SO_BINDTODEVICE(Level.SOCKET, 25),
  SO_ATTACH_FILTER(Level.SOCKET, 26),
  SO_RCVBUFFORCE(Level.SOCKET, 33),
  IP_HDRINCL(Level.IP, 3),
  IP_PKTINFO(Level.IP, 8),
  IP_FREEBIND(Level.IP, 15),
  IP_MULTICAST_IF(Level.IP, 32),
  IP_MULTICAST_LOOP(Level.IP, 34),
  IP_ADD_MEMBERSHIP(Level.IP, 35),
  IP_MULTICAST_ALL(Level.IP, 49),
  IPV6_CHECKSUM(Level.IPV6, 7),
  IPV6_UNICAST_HOPS(Level.IPV6, 16),
  IPV6_MULTICAST_IF(Level.IPV6, 17),
  IPV6_MULTICAST_HOPS(Level.IPV6, 18),
  IPV6_MULTICAST_LOOP(Level.IPV6, 19),
  IPV6_JOIN_GROUP(Level.IPV6, 20),
  IPV6_MULTICAST_ALL(Level.IPV6, 29),
  IPV6_RECVPKTINFO(Level.IPV6, 49),
  IPV6_RECVHOPLIMIT(Level.IPV6, 51),
  IPV6_TCLASS(Level.IPV6, 67),
  IPV6_FREEBIND(Level.IPV6, 78),
  NETLINK_ADD_MEMBERSHIP(Level.NETLINK, 1),
  NETLINK_CAP_ACK(Level.NETLINK, 10),
  NETLINK_EXT_ACK(Level.NETLINK, 11);

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

  /** The levels of setsockopt, which are also those of control messages. */
  static final class Level {
    static final int SOCKET = 1;
    static final int IP = 0;
    static final int IPV6 = 41;
    static final int NETLINK = 270;

    private Level() {}
  }
}
