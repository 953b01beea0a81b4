package org.holdfast.linux;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A raw IP socket that receives the packets of one protocol for one multicast group on one
 * interface, or for one unicast address, filtered by VRID in the kernel.
 *
 * <p>The receiver describes one packet at a time: {@link #receive} goes on to the next packet, and
 * the other methods describe it. Allocates only an {@link IpAddress}, and only when the sender
 * differs from that of the previous packet. Not thread-safe. An interface that is deleted and
 * created again has another index and needs a new receiver; the receiver survives an interface that
 * goes down and up.
 */
public final class RawReceiver implements AutoCloseable {

  /** The IP protocol of VRRP. */
  public static final int VRRP = 112;

  /** The IP protocol of VRRPv2 in an Authentication Header. */
  public static final int AUTHENTICATION_HEADER = 51;

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
  private @Nullable MessageBatch batch;
  private @Nullable MessageHeader fetched;
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
   * Receives packets that arrive on {@code device} for {@code group}, which the socket joins there.
   *
   * @param protocol the IP protocol: {@link #VRRP} or {@link #AUTHENTICATION_HEADER}
   * @param vrids the accepted VRIDs, 1..255
   * @throws LinuxException when the kernel refuses to open the socket
   */
  public static RawReceiver multicast(int protocol, Device device, IpAddress group, BitSet vrids) {
    return open(protocol, Optional.of(device), group, vrids);
  }

  /**
   * Receives packets for {@code local}, which need not exist yet, on {@code device} if one is
   * given. A link-local IPv6 address needs the device.
   *
   * @param protocol as for {@link #multicast}
   * @param vrids as for {@link #multicast}
   * @throws LinuxException when the kernel refuses to open the socket
   */
  public static RawReceiver unicast(
      int protocol, Optional<Device> device, IpAddress local, BitSet vrids) {
    return open(protocol, device, local, vrids);
  }

  /**
   * Receives the packets of VRRP that arrive on any interface, for addresses of this host and for
   * groups that other sockets have joined.
   *
   * @param protocol as for {@link #multicast}; {@link #VRRP} for IPv6
   * @param vrids as for {@link #multicast}
   * @throws LinuxException when the kernel refuses to open the socket
   */
  public static RawReceiver onEveryLink(int protocol, Family family, BitSet vrids) {
    var any = family == Family.IPV4 ? IpAddress.ANY_V4 : IpAddress.ANY_V6;
    var name =
        "receive socket of IP protocol " + protocol + " for " + family + " adverts on every link";
    var socket = RawSockets.open(family, protocol, Optional.empty(), name);
    try {
      RawSockets.identifyPackets(socket, family);
      RawSockets.hearEveryGroup(socket, family);
      var receiver = new RawReceiver(protocol, any, Optional.empty(), socket);
      receiver.accept(vrids);
      return receiver;
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
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
   * Leaves the multicast group, even if the kernel has already forgotten the membership.
   *
   * @see #joinGroup
   */
  public void leaveGroup() {
    RawSockets.leave(socket, local, device.orElseThrow());
  }

  /**
   * Joins the multicast group again after {@link #leaveGroup}. When the MTU of a link becomes too
   * small for IPv4 or IPv6 and then large enough again, the kernel forgets the group memberships of
   * the link's sockets. They receive nothing until all of them have left and joined again.
   *
   * @throws LinuxException when the kernel refuses the membership
   */
  public void joinGroup() {
    RawSockets.join(socket, local, device.orElseThrow());
  }

  /**
   * Makes room for {@code count} packets, which a system call fetches at once, for {@link #share}.
   */
  public static MessageBatch batchOf(int count) {
    return new MessageBatch(count, LONGEST_PACKET);
  }

  /**
   * Fetches packets into {@code shared} from now on, rather than one at a time. Its receivers
   * belong to one thread and take turns: each takes all packets that it has fetched, as {@link
   * #receive} returns them, before another one begins.
   */
  public void share(MessageBatch shared) {
    batch = shared;
  }

  /** Accepts exactly those VRIDs, 1..255, starting with the next packet. */
  public void accept(BitSet vrids) {
    VridFilter.accepting(vrids, family, protocol).attach(socket);
  }

  /**
   * The descriptor for an event loop: on level-triggered EPOLLIN, call {@link #receive} until it
   * returns false.
   */
  public int fd() {
    return socket.fd();
  }

  /** Requests a buffer of {@code bytes} for unread packets. */
  public void receiveBuffer(int bytes) {
    socket.receiveBuffer(bytes);
  }

  /** Waits for a packet or until the timeout has passed; returns whether a packet has arrived. */
  public boolean awaitReadable(int timeoutMillis) {
    return socket.awaitReadable(timeoutMillis);
  }

  /**
   * Fetches the next packet.
   *
   * @return false when none is waiting, or none was when the last ones were fetched
   * @throws LinuxException when the socket fails
   */
  public boolean receive() {
    if (batch == null) {
      batch = batchOf(1);
    }
    fetched = batch.next(socket);
    if (fetched == null) {
      return false;
    }
    payloadStart = family == Family.IPV4 ? ipv4HeaderLength() : 0;
    return true;
  }

  private MessageHeader message() {
    return Objects.requireNonNull(fetched, "no packet has been received");
  }

  private int ipv4HeaderLength() {
    var packet = message().data();
    // The kernel has checked the header; this guards against an empty buffer.
    return packet.hasRemaining() ? Math.min((packet.get(0) & 0xf) * 4, packet.limit()) : 0;
  }

  /**
   * The packet as the kernel delivers it: IPv4 with its header, IPv6 without. Valid until the next
   * {@link #receive}; {@link #payload} changes the position of the same buffer.
   */
  public ByteBuffer packet() {
    return message().data().position(0);
  }

  /** The bytes after the IP header, from position to limit; otherwise like {@link #packet}. */
  public ByteBuffer payload() {
    return message().data().position(payloadStart);
  }

  /** The packet's source address, which may be forged. */
  public IpAddress source() {
    var found =
        family == Family.IPV4
            ? IpAddresses.reuse(source, family, message().data(), IPV4_SOURCE)
            : IpAddresses.reuse(source, family, message().name(), SocketAddress.IN6_ADDRESS);
    source = found;
    return found;
  }

  /** The packet's destination address. */
  public IpAddress destination() {
    int info = family == Family.IPV4 ? 0 : control(IPV6_PKTINFO);
    if (info < 0) {
      return IpAddress.ANY_V6;
    }
    destination =
        family == Family.IPV4
            ? IpAddresses.reuse(destination, family, message().data(), IPV4_DESTINATION)
            : IpAddresses.reuse(destination, family, message().control(), info);
    return destination;
  }

  /** The index of the interface that the packet arrived on; 0 if the kernel does not report it. */
  public int interfaceIndex() {
    boolean v4 = family == Family.IPV4;
    int info = control(v4 ? SocketOption.IP_PKTINFO.number() : IPV6_PKTINFO);
    return info < 0 ? 0 : message().control().getInt(v4 ? info : info + 16);
  }

  /** The TTL or hop limit on arrival, 0..255; -1 if the kernel does not report it. */
  public int timeToLive() {
    if (family == Family.IPV4) {
      return message().data().get(IPV4_TTL) & 0xff;
    }
    int limit = control(IPV6_HOPLIMIT);
    return limit < 0 ? -1 : message().control().getInt(limit);
  }

  private int control(int type) {
    return message()
        .findControl(family == Family.IPV4 ? SocketOption.Level.IP : SocketOption.Level.IPV6, type);
  }

  /** Leaves the group and closes the descriptor; take it off its event loop first. */
  @Override
  public void close() {
    socket.close();
  }
}
