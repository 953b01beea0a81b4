package org.holdfast.linux;

import static org.holdfast.linux.SocketOption.IPV6_CHECKSUM;
import static org.holdfast.linux.SocketOption.IPV6_MULTICAST_ALL;
import static org.holdfast.linux.SocketOption.IPV6_MULTICAST_HOPS;
import static org.holdfast.linux.SocketOption.IPV6_MULTICAST_IF;
import static org.holdfast.linux.SocketOption.IPV6_MULTICAST_LOOP;
import static org.holdfast.linux.SocketOption.IPV6_TCLASS;
import static org.holdfast.linux.SocketOption.IPV6_UNICAST_HOPS;
import static org.holdfast.linux.SocketOption.IP_HDRINCL;
import static org.holdfast.linux.SocketOption.IP_MULTICAST_IF;
import static org.holdfast.linux.SocketOption.IP_MULTICAST_LOOP;
import static org.holdfast.linux.SocketOption.SO_DONTROUTE;
import static org.holdfast.linux.SocketOption.SO_PRIORITY;

import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * A raw IP socket that only sends VRRP: its packets do not come back to this host, and no packet is
 * queued on it for reading.
 *
 * <p>The kernel clones every arriving packet for each raw socket that matches it, before the
 * socket's filter can reject the packet. IPv4 packets therefore leave through a socket with a
 * protocol that no packet has (IPPROTO_RAW). The IPv6 socket must have the packet's protocol, so it
 * is bound to its source address and accepts no multicast: it matches only unicast to that address.
 *
 * <p>IPv4 packets include their header, in which the kernel fills in total length and checksum, and
 * the identification or source if zero. IPv6 packets are only the payload: the kernel writes the
 * header (hop limit as set, traffic class 0xC0) and the VRRP checksum at byte 6. Not thread-safe.
 */
public final class RawSender implements AutoCloseable {

  private static final int INTERNETWORK_CONTROL = 0xc0;
  private static final int PRIORITY_CONTROL = 6;
  private static final int VRRP_CHECKSUM_OFFSET = 6;
  private static final int MULTICAST_HOPS = 255;
  private static final int IPPROTO_RAW = 255;

  /** Room for the adverts of a thousand instances that share the socket. */
  private static final int SEND_BUFFER = 1 << 20;

  private final LinuxSocket socket;
  private final int interfaceIndex;

  private RawSender(LinuxSocket socket, int interfaceIndex) {
    this.socket = socket;
    this.interfaceIndex = interfaceIndex;
  }

  /**
   * Sends to multicast groups on {@code device}, with hop limit 255.
   *
   * @param protocol the IP protocol, for IPv6; the IPv4 header contains it
   * @param source the source address of IPv6 packets; the IPv4 header contains it
   * @throws LinuxException when the kernel refuses to open the socket
   */
  public static RawSender multicast(int protocol, Device device, IpAddress source) {
    var family = source.family();
    return open(
        protocol,
        Optional.of(device),
        source,
        MULTICAST_HOPS,
        socket -> {
          // The group is on the link, regardless of the routes.
          socket.set(SO_DONTROUTE, 1);
          switch (family) {
            case IPV4 -> {
              socket.set(IP_MULTICAST_IF, RawSockets.ipv4Request(IpAddress.ANY_V4, device));
              socket.set(IP_MULTICAST_LOOP, 0);
            }
            case IPV6 -> {
              socket.set(IPV6_MULTICAST_IF, device.index());
              socket.set(IPV6_MULTICAST_HOPS, MULTICAST_HOPS);
              socket.set(IPV6_MULTICAST_LOOP, 0);
            }
          }
        });
  }

  /**
   * Sends to single peers, on {@code device} if one is given, otherwise by the routes.
   *
   * @param protocol as for {@link #multicast}
   * @param source as for {@link #multicast}
   * @param hopLimit hop limit of IPv6 packets, 1..255
   * @throws LinuxException when the kernel refuses to open the socket
   */
  public static RawSender unicast(
      int protocol, Optional<Device> device, IpAddress source, int hopLimit) {
    return open(protocol, device, source, hopLimit, socket -> {});
  }

  private interface Setup {
    void apply(LinuxSocket socket);
  }

  private static RawSender open(
      int protocol, Optional<Device> device, IpAddress source, int hopLimit, Setup more) {
    var name =
        "send socket of IP protocol "
            + protocol
            + " from "
            + source
            + device.map(d -> " on " + d).orElse("");
    boolean v4 = source.family() == Family.IPV4;
    var socket = RawSockets.open(source.family(), v4 ? IPPROTO_RAW : protocol, device, name);
    try {
      socket.set(SO_PRIORITY, PRIORITY_CONTROL);
      socket.sendBuffer(SEND_BUFFER);
      if (v4) {
        socket.set(IP_HDRINCL, 1);
      } else {
        socket.set(IPV6_MULTICAST_ALL, 0);
        socket.set(IPV6_CHECKSUM, VRRP_CHECKSUM_OFFSET);
        socket.set(IPV6_TCLASS, INTERNETWORK_CONTROL);
        socket.set(IPV6_UNICAST_HOPS, hopLimit);
        RawSockets.bind(socket, source, device);
      }
      more.apply(socket);
      return new RawSender(socket, device.map(Device::index).orElse(0));
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /** Converts a destination address to the kernel's form; to be kept and reused. */
  public SocketAddress destination(IpAddress address) {
    return SocketAddress.ip(address, interfaceIndex);
  }

  /**
   * Passes one packet to the kernel, from position to limit, which do not change. Allocates nothing
   * and never blocks.
   *
   * @return 0, or the errno ({@link Errno}) of the refusal: ENETDOWN when the link is down, EPERM
   *     from a firewall, ENOBUFS and EAGAIN when queues are full
   */
  public int send(NativeBuffer packet, SocketAddress to) {
    return Math.max(0, -socket.send(packet, to));
  }

  /**
   * Creates the exception for an errno from {@link #send}, for a caller that treats it as a
   * failure.
   */
  public LinuxException failure(int errno) {
    return socket.failure("send by", errno);
  }

  /** Closes the descriptor. */
  @Override
  public void close() {
    socket.close();
  }
}
