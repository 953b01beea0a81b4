package org.holdfast.linux;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * A UDP socket that receives what comes for one port, whatever the local address, and knows of each
 * datagram how far it has come: {@link #receive} fetches the next, the other methods tell about it.
 *
 * <p>For one thread. Allocates nothing but an {@link IpAddress} when the sender is not the one of
 * the datagram before.
 */
public final class DatagramReceiver implements AutoCloseable {

  private static final int SOCK_DGRAM = 2;

  /** Control messages of IPv6: IPV6_PKTINFO and IPV6_HOPLIMIT; IPv4 names them as its options. */
  private static final int IPV6_PKTINFO = 50;

  private static final int IPV6_HOPLIMIT = 52;

  /** In struct in_pktinfo: interface index 0, local address 4, destination 8. */
  private static final int IN_PKTINFO_DESTINATION = 8;

  /** In struct in6_pktinfo: destination 0, interface index 16. */
  private static final int IN6_PKTINFO_INDEX = 16;

  private final Family family;
  private final LinuxSocket socket;
  private final Message message;
  private IpAddress source = IpAddress.ANY_V4;
  private IpAddress destination = IpAddress.ANY_V4;

  private DatagramReceiver(Family family, LinuxSocket socket, int longest) {
    this.family = family;
    this.socket = socket;
    this.message = new Message(longest);
  }

  /**
   * Receives on {@code port}, IPv4 or IPv6 alone.
   *
   * @param longest bytes of the longest datagram that is of use; what is longer arrives cut off
   * @throws LinuxException when the kernel refuses: EADDRINUSE when another process has the port
   */
  public static DatagramReceiver open(Family family, int port, int longest) {
    var socket =
        LinuxSocket.open(
            family.linuxNumber(), SOCK_DGRAM, 0, family + " receive socket of UDP port " + port);
    try {
      switch (family) {
        case IPV4 -> {
          socket.set(SocketOption.IP_PKTINFO, 1);
          socket.set(SocketOption.IP_RECVTTL, 1);
        }
        case IPV6 -> {
          socket.set(SocketOption.IPV6_V6ONLY, 1);
          socket.set(SocketOption.IPV6_RECVPKTINFO, 1);
          socket.set(SocketOption.IPV6_RECVHOPLIMIT, 1);
        }
      }
      var any = family == Family.IPV4 ? IpAddress.ANY_V4 : IpAddress.ANY_V6;
      socket.bind(SocketAddress.udp(any, port, 0));
      return new DatagramReceiver(family, socket, longest);
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * The descriptor for an event loop: level-triggered EPOLLIN, then {@link #receive} till false.
   */
  public int fd() {
    return socket.fd();
  }

  /**
   * Fetches the next datagram.
   *
   * @return false when none is waiting
   * @throws LinuxException when the socket fails
   */
  public boolean receive() {
    int count = socket.receive(message);
    if (count == -Errno.EAGAIN.number()) {
      return false;
    }
    if (count < 0) {
      throw socket.failure("receive from", count);
    }
    return true;
  }

  /** What the datagram carries, from position to limit. Valid until the next {@link #receive}. */
  public ByteBuffer payload() {
    return message.data().position(0);
  }

  /** Who sent the datagram, as it claims. */
  public IpAddress source() {
    source =
        IpAddresses.reuse(
            source,
            family,
            message.name(),
            family == Family.IPV4 ? SocketAddress.IN_ADDRESS : SocketAddress.IN6_ADDRESS);
    return source;
  }

  /** Whom it was sent to; 0.0.0.0 or {@code ::} if the kernel does not say. */
  public IpAddress destination() {
    int info = packetInfo();
    if (info < 0) {
      return family == Family.IPV4 ? IpAddress.ANY_V4 : IpAddress.ANY_V6;
    }
    int at = family == Family.IPV4 ? info + IN_PKTINFO_DESTINATION : info;
    destination = IpAddresses.reuse(destination, family, message.control(), at);
    return destination;
  }

  /** The index of the interface that it came by; 0 if the kernel does not say. */
  public int interfaceIndex() {
    int info = packetInfo();
    return info < 0
        ? 0
        : message.control().getInt(family == Family.IPV4 ? info : info + IN6_PKTINFO_INDEX);
  }

  private int packetInfo() {
    return family == Family.IPV4
        ? message.findControl(SocketOption.Level.IP, SocketOption.IP_PKTINFO.number())
        : message.findControl(SocketOption.Level.IPV6, IPV6_PKTINFO);
  }

  /** Its TTL or hop limit on arrival, 0..255; -1 if the kernel does not say. */
  public int timeToLive() {
    int at =
        family == Family.IPV4
            ? message.findControl(SocketOption.Level.IP, SocketOption.IP_TTL.number())
            : message.findControl(SocketOption.Level.IPV6, IPV6_HOPLIMIT);
    return at < 0 ? -1 : message.control().getInt(at);
  }

  /** Closes the descriptor; take it off its event loop first. */
  @Override
  public void close() {
    socket.close();
  }
}
