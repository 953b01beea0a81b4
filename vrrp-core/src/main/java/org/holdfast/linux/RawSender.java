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
 * A raw IP socket that only sends VRRP: nothing it sends comes back to this host, nothing is queued
 * on it.
 *
 * <p>The kernel clones every arriving packet for each raw socket that it matches, before the
 * socket's filter can refuse it. So IPv4 packets leave by a socket of the protocol that no packet
 * has (IPPROTO_RAW), and the IPv6 socket, which the kernel needs to be of the packet's protocol, is
 * bound to its source address and takes no multicast: what it matches is unicast to that address.
 *
 * <p>IPv4 packets bring their own header, in which the kernel fills total length and checksum, and
 * an identification or source left zero. IPv6 packets are the payload alone: the kernel writes the
 * header (hop limit as set, traffic class 0xC0) and the VRRP checksum at byte 6. For one thread.
 */
public final class RawSender implements AutoCloseable {

  private static final int INTERNETWORK_CONTROL = 0xc0;
  private static final int PRIORITY_CONTROL = 6;
  private static final int VRRP_CHECKSUM_OFFSET = 6;
  private static final int MULTICAST_HOPS = 255;
  private static final int IPPROTO_RAW = 255;

  /** Adverts of a thousand instances that share the socket, on their way to the wire. */
  private static final int SEND_BUFFER = 1 << 20;

  private final LinuxSocket socket;
  private final int interfaceIndex;

  private RawSender(LinuxSocket socket, int interfaceIndex) {
    this.socket = socket;
    this.interfaceIndex = interfaceIndex;
  }

  /**
   * Sends to multicast groups by {@code device}, with hop limit 255.
   *
   * @param protocol the IP protocol, for IPv6; in IPv4 the header says
   * @param source the source address of IPv6 packets; in IPv4 the header says
   * @throws LinuxException when the kernel refuses
   */
  public static RawSender multicast(int protocol, Device device, IpAddress source) {
    var family = source.family();
    return open(
        protocol,
        Optional.of(device),
        source,
        MULTICAST_HOPS,
        socket -> {
          // The group is on the link, whatever the routes say.
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
   * Sends to single peers, by {@code device} if one is given, else as the routes say.
   *
   * @param protocol as for {@link #multicast}
   * @param source as for {@link #multicast}
   * @param hopLimit 1..255, of IPv6 packets
   * @throws LinuxException when the kernel refuses
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

  /** The kernel's form of an address to send to; make it once and keep it. */
  public SocketAddress destination(IpAddress address) {
    return SocketAddress.ip(address, interfaceIndex);
  }

  /**
   * Hands one packet to the kernel, from position to limit, neither of which moves. Allocates
   * nothing and never blocks.
   *
   * @return 0, or the errno ({@link Errno}) of the refusal: ENETDOWN with the link down, EPERM
   *     under a firewall, ENOBUFS and EAGAIN with full queues
   */
  public int send(NativeBuffer packet, SocketAddress to) {
    return Math.max(0, -socket.send(packet, to));
  }

  /** The exception for an errno that {@link #send} gave, for who takes it for one. */
  public LinuxException failure(int errno) {
    return socket.failure("send by", errno);
  }

  /** Closes the descriptor. */
  @Override
  public void close() {
    socket.close();
  }
}
