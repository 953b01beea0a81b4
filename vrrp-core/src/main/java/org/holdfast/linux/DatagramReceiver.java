package org.holdfast.linux;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * A UDP socket that receives the datagrams for one port, at any local address, with the TTL of
 * each: {@link #receive} fetches the next datagram, and the other methods describe it.
 *
 * <p>Not thread-safe. Allocates only an {@link IpAddress}, and only when the sender differs from
 * that of the previous datagram.
 */
public final class DatagramReceiver implements AutoCloseable {

  private static final int SOCK_DGRAM = 2;

  /**
   * Control messages of IPv6: IPV6_PKTINFO and IPV6_HOPLIMIT; for IPv4 they have the numbers of the
   * options.
   */
  private static final int IPV6_PKTINFO = 50;

  private static final int IPV6_HOPLIMIT = 52;

  /** In struct in_pktinfo: interface index 0, local address 4, destination 8. */
  private static final int IN_PKTINFO_DESTINATION = 8;

  /** In struct in6_pktinfo: destination 0, interface index 16. */
  private static final int IN6_PKTINFO_INDEX = 16;

  private final Family family;
  private final LinuxSocket socket;
  private final MessageHeader message;
  private IpAddress source = IpAddress.ANY_V4;
  private IpAddress destination = IpAddress.ANY_V4;

  private DatagramReceiver(Family family, LinuxSocket socket, int longest) {
    this.family = family;
    this.socket = socket;
    this.message = new MessageHeader(longest);
  }

  /**
   * Opens a socket that receives on {@code port}, for one of IPv4 and IPv6.
   *
   * @param longest length of the longest useful datagram, in bytes; longer ones arrive truncated
   * @throws LinuxException when the kernel refuses to open the socket: EADDRINUSE when another
   *     process has the port
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
   * The descriptor for an event loop: on level-triggered EPOLLIN, call {@link #receive} until it
   * returns false.
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

  /** The datagram's payload, from position to limit. Valid until the next {@link #receive}. */
  public ByteBuffer payload() {
    return message.data().position(0);
  }

  /** The datagram's source address, which may be forged. */
  public IpAddress source() {
    source =
        IpAddresses.reuse(
            source,
            family,
            message.name(),
            family == Family.IPV4 ? SocketAddress.IN_ADDRESS : SocketAddress.IN6_ADDRESS);
    return source;
  }

  /** The datagram's destination address; 0.0.0.0 or {@code ::} if the kernel does not report it. */
  public IpAddress destination() {
    int info = packetInfo();
    if (info < 0) {
      return family == Family.IPV4 ? IpAddress.ANY_V4 : IpAddress.ANY_V6;
    }
    int at = family == Family.IPV4 ? info + IN_PKTINFO_DESTINATION : info;
    destination = IpAddresses.reuse(destination, family, message.control(), at);
    return destination;
  }

  /**
   * The index of the interface that the datagram arrived on; 0 if the kernel does not report it.
   */
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

  /** The TTL or hop limit on arrival, 0..255; -1 if the kernel does not report it. */
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
