package org.holdfast.linux;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * A raw IP socket that receives one protocol's packets for one multicast group on one interface, or
 * for one unicast address, filtered by VRID in the kernel.
 *
 * <p>Holds one packet at a time: {@link #receive} fetches the next, the other methods tell about
 * it. Allocates nothing but an {@link IpAddress} when the sender is not the one of the packet
 * before. For one thread. Its interface deleted and made anew has another index and wants a new
 * receiver; down and up it survives by itself.
 */
public final class RawReceiver implements AutoCloseable {

  private static final int LONGEST_PACKET = 9216;
  private static final int IPV4_TTL = 8;
  private static final int IPV4_SOURCE = 12;
  private static final int IPV4_DESTINATION = 16;
  private static final int IPV6_PKTINFO = 50;
  private static final int IPV6_HOPLIMIT = 52;

  private final Family family;
  private final int protocol;
  private final IpAddress local;
  private final Optional<Device> device;
  private final LinuxSocket socket;
  private final Message message = new Message(LONGEST_PACKET);
  private int payloadStart;
  private IpAddress source = IpAddress.ANY_V4;
  private IpAddress destination = IpAddress.ANY_V4;

  private RawReceiver(int protocol, IpAddress local, Optional<Device> device, LinuxSocket socket) {
    this.family = local.family();
    this.protocol = protocol;
    this.local = local;
    this.device = device;
    this.socket = socket;
  }

  /**
   * Receives what {@code device} brings for {@code group}, which it joins there.
   *
   * @param protocol the IP protocol: 112, or 51 for VRRPv2 in an Authentication Header
   * @param vrids the VRIDs, 1..255, that get through
   * @throws LinuxException when the kernel refuses
   */
  public static RawReceiver multicast(int protocol, Device device, IpAddress group, BitSet vrids) {
    return open(protocol, Optional.of(device), group, vrids);
  }

  /**
   * Receives what comes for {@code local}, which need not be there yet, by {@code device} if one is
   * given. A link-local IPv6 address needs the device.
   *
   * @param protocol as for {@link #multicast}
   * @param vrids as for {@link #multicast}
   * @throws LinuxException when the kernel refuses
   */
  public static RawReceiver unicast(
      int protocol, Optional<Device> device, IpAddress local, BitSet vrids) {
    return open(protocol, device, local, vrids);
  }

  private static RawReceiver open(
      int protocol, Optional<Device> device, IpAddress local, BitSet vrids) {
    var family = local.family();
    var name =
        "receive socket of IP protocol "
            + protocol
            + " for "
            + local
            + device.map(d -> " on " + d).orElse("");
    var socket = RawSockets.open(family, protocol, device, name);
    var receiver = new RawReceiver(protocol, local, device, socket);
    try {
      RawSockets.identifyPackets(socket, family);
      RawSockets.bind(socket, local, device);
      if (local.isMulticast()) {
        receiver.joinGroup();
      }
      receiver.accept(vrids);
      return receiver;
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Leaves its multicast group, even if the kernel has forgotten already that it had joined.
   *
   * @see #joinGroup
   */
  public void leaveGroup() {
    RawSockets.leave(socket, local, device.orElseThrow());
  }

  /**
   * Joins its multicast group again after {@link #leaveGroup}. A link that loses IPv4 or IPv6 as
   * its MTU becomes too small for it, and gets it back, has lost the groups of its sockets, which
   * hear nothing more until all that had joined have left and joined again.
   *
   * @throws LinuxException when the kernel refuses
   */
  public void joinGroup() {
    RawSockets.join(socket, local, device.orElseThrow());
  }

  /** Lets through those VRIDs, 1..255, and no other, from the next packet on. */
  public void accept(BitSet vrids) {
    VridFilter.accepting(vrids, family, protocol).attach(socket);
  }

  /**
   * The descriptor for an event loop: level-triggered EPOLLIN, then {@link #receive} till false.
   */
  public int fd() {
    return socket.fd();
  }

  /** Asks for room for {@code bytes} of packets not yet read. */
  public void receiveBuffer(int bytes) {
    socket.receiveBuffer(bytes);
  }

  /** Waits until a packet has come or the time has passed; whether one has. */
  public boolean awaitReadable(int timeoutMillis) {
    return socket.awaitReadable(timeoutMillis);
  }

  /**
   * Fetches the next packet.
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
    payloadStart = family == Family.IPV4 ? ipv4HeaderLength() : 0;
    return true;
  }

  private int ipv4HeaderLength() {
    var packet = message.data();
    // The kernel has checked the header; an empty buffer is what this guards against.
    return packet.hasRemaining() ? Math.min((packet.get(0) & 0xf) * 4, packet.limit()) : 0;
  }

  /**
   * The packet as the kernel gives it: IPv4 with its header, IPv6 without. Valid until the next
   * {@link #receive}; the one buffer that {@link #payload} also positions.
   */
  public ByteBuffer packet() {
    return message.data().position(0);
  }

  /** What follows the IP header, from position to limit; else as {@link #packet}. */
  public ByteBuffer payload() {
    return message.data().position(payloadStart);
  }

  /** Who sent the packet, as it claims. */
  public IpAddress source() {
    var found =
        family == Family.IPV4
            ? IpAddresses.reuse(source, family, message.data(), IPV4_SOURCE)
            : IpAddresses.reuse(source, family, message.name(), SocketAddress.IN6_ADDRESS);
    source = found;
    return found;
  }

  /** Whom it was sent to. */
  public IpAddress destination() {
    int info = family == Family.IPV4 ? 0 : control(IPV6_PKTINFO);
    if (info < 0) {
      return IpAddress.ANY_V6;
    }
    destination =
        family == Family.IPV4
            ? IpAddresses.reuse(destination, family, message.data(), IPV4_DESTINATION)
            : IpAddresses.reuse(destination, family, message.control(), info);
    return destination;
  }

  /** The index of the interface that it came by; 0 if the kernel does not say. */
  public int interfaceIndex() {
    boolean v4 = family == Family.IPV4;
    int info = control(v4 ? SocketOption.IP_PKTINFO.number() : IPV6_PKTINFO);
    return info < 0 ? 0 : message.control().getInt(v4 ? info : info + 16);
  }

  /** Its TTL or hop limit on arrival, 0..255; -1 if the kernel does not say. */
  public int timeToLive() {
    if (family == Family.IPV4) {
      return message.data().get(IPV4_TTL) & 0xff;
    }
    int limit = control(IPV6_HOPLIMIT);
    return limit < 0 ? -1 : message.control().getInt(limit);
  }

  private int control(int type) {
    return message.findControl(
        family == Family.IPV4 ? SocketOption.Level.IP : SocketOption.Level.IPV6, type);
  }

  /** Leaves the group and closes the descriptor; take it off its event loop first. */
  @Override
  public void close() {
    socket.close();
  }
}
