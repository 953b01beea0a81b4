package org.holdfast.linux;

import static org.holdfast.linux.SocketOption.IPV6_FREEBIND;
import static org.holdfast.linux.SocketOption.IPV6_JOIN_GROUP;
import static org.holdfast.linux.SocketOption.IPV6_LEAVE_GROUP;
import static org.holdfast.linux.SocketOption.IPV6_MULTICAST_ALL;
import static org.holdfast.linux.SocketOption.IPV6_RECVHOPLIMIT;
import static org.holdfast.linux.SocketOption.IPV6_RECVPKTINFO;
import static org.holdfast.linux.SocketOption.IP_ADD_MEMBERSHIP;
import static org.holdfast.linux.SocketOption.IP_DROP_MEMBERSHIP;
import static org.holdfast.linux.SocketOption.IP_FREEBIND;
import static org.holdfast.linux.SocketOption.IP_MULTICAST_ALL;
import static org.holdfast.linux.SocketOption.IP_PKTINFO;
import static org.holdfast.linux.SocketOption.SO_BINDTODEVICE;

import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** The set-up that receiving and sending raw sockets have in common. */
final class RawSockets {

  private RawSockets() {}

  /**
   * Opens a raw socket that accepts nothing. A raw socket without a filter receives packets from
   * every interface as soon as it exists, so the filter is set first and packets that arrived
   * before are discarded.
   */
  static LinuxSocket open(Family family, int protocol, Optional<Device> device, String name) {
    var socket = LinuxSocket.open(family.linuxNumber(), LinuxSocket.SOCK_RAW, protocol, name);
    try {
      BpfProgram.DROP_ALL.attach(socket);
      var ignored = new MessageHeader(0);
      while (socket.receive(ignored) >= 0) {}
      device.ifPresent(d -> socket.set(SO_BINDTODEVICE, NativeBuffer.ofText(d.name())));
      return socket;
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Makes the kernel report, with every packet, the facts that are not in the IPv4 header or, for
   * IPv6, in no header that we receive.
   */
  static void identifyPackets(LinuxSocket socket, Family family) {
    switch (family) {
      case IPV4 -> {
        socket.set(IP_PKTINFO, 1);
        socket.set(IP_MULTICAST_ALL, 0);
      }
      case IPV6 -> {
        socket.set(IPV6_RECVPKTINFO, 1);
        socket.set(IPV6_RECVHOPLIMIT, 1);
        socket.set(IPV6_MULTICAST_ALL, 0);
      }
    }
  }

  /** Has the socket receive packets for groups that only other sockets have joined. */
  static void hearEveryGroup(LinuxSocket socket, Family family) {
    socket.set(family == Family.IPV4 ? IP_MULTICAST_ALL : IPV6_MULTICAST_ALL, 1);
  }

  /** Binds to an address that may not exist yet or may be tentative. */
  static void bind(LinuxSocket socket, IpAddress local, Optional<Device> device) {
    socket.set(local.family() == Family.IPV4 ? IP_FREEBIND : IPV6_FREEBIND, 1);
    socket.bind(SocketAddress.ip(local, device.map(Device::index).orElse(0)));
  }

  static void join(LinuxSocket socket, IpAddress group, Device device) {
    switch (group.family()) {
      case IPV4 -> socket.set(IP_ADD_MEMBERSHIP, ipv4Request(group, device));
      case IPV6 -> socket.set(IPV6_JOIN_GROUP, ipv6Request(group, device));
    }
  }

  /** Leaves a group; a group that the socket has not joined counts as left. */
  static void leave(LinuxSocket socket, IpAddress group, Device device) {
    switch (group.family()) {
      case IPV4 -> socket.trySet(IP_DROP_MEMBERSHIP, ipv4Request(group, device));
      case IPV6 -> socket.trySet(IPV6_LEAVE_GROUP, ipv6Request(group, device));
    }
  }

  /** struct ipv6_mreq: group 0, interface index 16. */
  private static NativeBuffer ipv6Request(IpAddress group, Device device) {
    var request = NativeBuffer.allocate(20);
    group.write(request.bytes());
    request.bytes().putInt(16, device.index());
    return request;
  }

  /** struct ip_mreqn: group 0, local address 4, interface index 8. */
  static NativeBuffer ipv4Request(IpAddress group, Device device) {
    var request = NativeBuffer.allocate(12);
    group.write(request.bytes());
    request.bytes().putInt(8, device.index());
    return request;
  }
}
