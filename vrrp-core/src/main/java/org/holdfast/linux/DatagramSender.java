package org.holdfast.linux;

import java.util.Optional;
import org.holdfast.net.IpAddress;

/**
 * A UDP socket that only sends, from its own port to one port of one address: no datagram is queued
 * on it for reading, and no ICMP error ("port unreachable") makes a later send fail. Not
 * thread-safe.
 */
public final class DatagramSender implements AutoCloseable {

  private static final int SOCK_DGRAM = 2;
  private static final int INTERNETWORK_CONTROL = 0xc0;
  private static final int PRIORITY_CONTROL = 6;

  private final LinuxSocket socket;
  private final SocketAddress destination;

  private DatagramSender(LinuxSocket socket, SocketAddress destination) {
    this.socket = socket;
    this.destination = destination;
  }

  /**
   * Source, destination and TTL of the datagrams.
   *
   * @param device the link to send on, regardless of the routes; required for a link-local IPv6
   *     address
   * @param source the source address, which need not exist yet; 0.0.0.0 or {@code ::} for the
   *     kernel's choice
   * @param timeToLive the TTL or hop limit of sent datagrams, 1..255
   */
  public record Route(
      Optional<Device> device,
      IpAddress source,
      int sourcePort,
      IpAddress destination,
      int port,
      int timeToLive) {}

  /** Opens the socket, with the traffic class of routing protocols. */
  public static DatagramSender open(Route route) {
    var family = route.destination().family();
    var name =
        "UDP send socket to "
            + route.destination()
            + " port "
            + route.port()
            + route.device().map(d -> " on " + d).orElse("");
    var socket = LinuxSocket.open(family.linuxNumber(), SOCK_DGRAM, 0, name);
    try {
      BpfProgram.DROP_ALL.attach(socket);
      socket.set(SocketOption.SO_PRIORITY, PRIORITY_CONTROL);
      route
          .device()
          .ifPresent(d -> socket.set(SocketOption.SO_BINDTODEVICE, NativeBuffer.ofText(d.name())));
      switch (family) {
        case IPV4 -> {
          socket.set(SocketOption.IP_TTL, route.timeToLive());
          socket.set(SocketOption.IP_TOS, INTERNETWORK_CONTROL);
          socket.set(SocketOption.IP_FREEBIND, 1);
        }
        case IPV6 -> {
          socket.set(SocketOption.IPV6_V6ONLY, 1);
          socket.set(SocketOption.IPV6_UNICAST_HOPS, route.timeToLive());
          socket.set(SocketOption.IPV6_TCLASS, INTERNETWORK_CONTROL);
          socket.set(SocketOption.IPV6_FREEBIND, 1);
        }
      }
      int scope = route.device().map(Device::index).orElse(0);
      socket.bind(SocketAddress.udp(route.source(), route.sourcePort(), scope));
      return new DatagramSender(
          socket, SocketAddress.udp(route.destination(), route.port(), scope));
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Passes one datagram to the kernel, from position to limit, which do not change. Allocates
   * nothing and never blocks.
   *
   * @return 0, or the errno ({@link Errno}) of the refusal
   */
  public int send(NativeBuffer datagram) {
    return Math.max(0, -socket.send(datagram, destination));
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
