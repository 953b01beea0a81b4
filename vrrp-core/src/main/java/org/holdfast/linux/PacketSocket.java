package org.holdfast.linux;

import java.nio.ByteBuffer;
import java.util.Collection;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * Ethernet frames on one interface (packet(7)): sends them as they are, and receives those of one
 * EtherType if opened for it. For one thread.
 */
public final class PacketSocket implements AutoCloseable {

  private static final int ETHERTYPE_ARP = 0x0806;
  private static final int ETHERTYPE_IPV6 = 0x86dd;
  private static final int SEND_ONLY = 0;
  private static final int LONGEST_FRAME = 2048;

  private final LinuxSocket socket;
  private final Message message;

  private PacketSocket(LinuxSocket socket, Message message) {
    this.socket = socket;
    this.message = message;
  }

  /**
   * Opens a socket that receives nothing.
   *
   * @throws LinuxException when the kernel refuses
   */
  public static PacketSocket sending(Device device) {
    return open(device, SEND_ONLY, 0);
  }

  /**
   * Opens a socket that also receives the interface's ARP frames, those sent by this host excepted.
   *
   * @throws LinuxException when the kernel refuses
   */
  public static PacketSocket arp(Device device) {
    return open(device, ETHERTYPE_ARP, LONGEST_FRAME);
  }

  /**
   * Opens a socket that receives other hosts' claims to addresses: ARP frames, or neighbour
   * advertisements. None before {@link #listenFor} has said of which.
   *
   * @throws LinuxException when the kernel refuses
   */
  public static PacketSocket claims(Device device, Family family) {
    return open(
        device, family == Family.IPV4 ? ETHERTYPE_ARP : ETHERTYPE_IPV6, LONGEST_FRAME, true);
  }

  /** Lets claims of these addresses through, all of one family, and no others. */
  public void listenFor(Collection<IpAddress> addresses, Family family) {
    ClaimFilter.accepting(addresses, family).attach(socket);
  }

  private static PacketSocket open(Device device, int etherType, int room) {
    return open(device, etherType, room, false);
  }

  private static PacketSocket open(Device device, int etherType, int room, boolean deaf) {
    // Protocol 0 receives nothing, so that no frame of another interface comes before the bind.
    var name = "packet socket on " + device;
    var socket = LinuxSocket.open(SocketAddress.AF_PACKET, LinuxSocket.SOCK_RAW, 0, name);
    try {
      if (deaf) {
        BpfProgram.DROP_ALL.attach(socket);
      }
      socket.set(SocketOption.SO_PRIORITY, 6);
      socket.bind(SocketAddress.link(device, etherType));
      return new PacketSocket(socket, new Message(room));
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
   * Hands one frame to the kernel, from position to limit, which do not move. Allocates nothing and
   * never blocks.
   *
   * @return 0, or the errno ({@link Errno}) of the refusal, ENETDOWN with the link down above all
   */
  public int send(NativeBuffer frame) {
    return Math.max(0, -socket.send(frame));
  }

  /** The exception for an errno that {@link #send} gave, for who takes it for one. */
  public LinuxException failure(int errno) {
    return socket.failure("send by", errno);
  }

  /** Waits until a frame has come or the time has passed; whether one has. */
  public boolean awaitReadable(int timeoutMillis) {
    return socket.awaitReadable(timeoutMillis);
  }

  /**
   * Fetches the next frame into {@link #frame}.
   *
   * @return false when none is waiting, or when the interface has gone down, which comes as an
   *     error once
   * @throws LinuxException when the socket fails otherwise
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

  /** The frame, from its destination address on; valid until the next {@link #receive}. */
  public ByteBuffer frame() {
    return message.data().position(0);
  }

  /** Closes the descriptor; take it off its event loop first. */
  @Override
  public void close() {
    socket.close();
  }
}
