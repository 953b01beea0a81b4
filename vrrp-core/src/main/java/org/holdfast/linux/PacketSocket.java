package org.holdfast.linux;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * Sends Ethernet frames unchanged on one interface (packet(7)), and receives frames of one
 * EtherType if it was opened for that. Not thread-safe.
 */
public final class PacketSocket implements AutoCloseable {

  private static final int ETHERTYPE_ARP = 0x0806;
  private static final int ETHERTYPE_IPV6 = 0x86dd;
  private static final int SEND_ONLY = 0;
  private static final int LONGEST_FRAME = 2048;

  private final LinuxSocket socket;
  private final MessageHeader message;

  private PacketSocket(LinuxSocket socket, MessageHeader message) {
    this.socket = socket;
    this.message = message;
  }

  /**
   * Opens a socket that receives nothing.
   *
   * @throws LinuxException when the kernel refuses to open the socket
   */
  public static PacketSocket sending(Device device) {
    return open(device, SEND_ONLY, 0);
  }

  /**
   * Opens a socket that also receives the interface's ARP frames, except those sent by this host.
   *
   * @throws LinuxException when the kernel refuses to open the socket
   */
  public static PacketSocket arp(Device device) {
    return open(device, ETHERTYPE_ARP, LONGEST_FRAME);
  }

  /**
   * Opens a socket that receives other hosts' claims to addresses: ARP frames or neighbour
   * advertisements. It receives nothing until {@link #listenFor} sets the addresses.
   *
   * @throws LinuxException when the kernel refuses to open the socket
   */
  public static PacketSocket claims(Device device, Family family) {
    return open(
        device, family == Family.IPV4 ? ETHERTYPE_ARP : ETHERTYPE_IPV6, LONGEST_FRAME, true);
  }

  /** Accepts claims of exactly these addresses, which are all of one family. */
  public void listenFor(Collection<IpAddress> addresses, Family family) {
    ClaimFilter.accepting(addresses, family).attach(socket);
  }

  private static PacketSocket open(Device device, int etherType, int room) {
    return open(device, etherType, room, false);
  }

  private static PacketSocket open(Device device, int etherType, int room, boolean deaf) {
    // A socket of protocol 0 receives nothing, so that no frame of another interface arrives before
    // the bind.
    var name = "packet socket on " + device;
    var socket = LinuxSocket.open(SocketAddress.AF_PACKET, LinuxSocket.SOCK_RAW, 0, name);
    try {
      if (deaf) {
        BpfProgram.DROP_ALL.attach(socket);
      }
      socket.set(SocketOption.SO_PRIORITY, 6);
      socket.bind(SocketAddress.link(device, etherType));
      return new PacketSocket(socket, new MessageHeader(room));
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /** The descriptor, for an event loop. */
  public int fd() {
    return socket.fd();
  }

  /**
   * Passes one frame to the kernel, from position to limit, which do not change. Allocates nothing
   * and never blocks.
   *
   * @return 0, or the errno ({@link Errno}) of the refusal, most often ENETDOWN while the link is
   *     down
   */
  public int send(NativeBuffer frame) {
    return Math.max(0, -socket.send(frame));
  }

  /**
   * Creates the exception for an errno from {@link #send}, for a caller that treats it as a
   * failure.
   */
  public LinuxException failure(int errno) {
    return socket.failure("send by", errno);
  }

  /** Waits for a frame or until the timeout has passed; returns whether a frame has arrived. */
  public boolean awaitReadable(int timeoutMillis) {
    return socket.awaitReadable(timeoutMillis);
  }

  /**
   * Fetches the next frame into {@link #frame}.
   *
   * @return false when none is waiting, or when the interface went down, which the kernel reports
   *     once as an error
   * @throws LinuxException when the socket fails for another reason
   */
  public boolean receive() {
    int count = socket.receive(message);
    if (count == -Errno.EAGAIN.number() || count == -Errno.ENETDOWN.number()) {
      return false;
    }
    if (count < 0) {
      throw socket.failure("receive from", count);
    }
    return true;
  }

  /** The frame from its destination address on; valid until the next {@link #receive}. */
  public ByteBuffer frame() {
    return message.data().position(0);
  }

  /** Closes the descriptor; take it off its event loop first. */
  @Override
  public void close() {
    socket.close();
  }
}
