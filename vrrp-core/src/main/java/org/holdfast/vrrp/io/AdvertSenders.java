package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import org.holdfast.linux.Device;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NativeBuffer;
import org.holdfast.linux.PacketSocket;
import org.holdfast.linux.RawSender;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The send sockets of all instances; instances with the same key share one. Owned by the election
 * loop.
 */
final class AdvertSenders {

  private final Map<Key, Sender> senders = new HashMap<>();

  /**
   * Identifies a send socket.
   *
   * @param hopLimit hop limit of IPv6 unicast; 0 for multicast and for IPv4, whose packets carry
   *     their own
   * @param frames whether the packets are whole frames, which need not come from the link's MAC
   *     address
   */
  private record Key(
      int protocol,
      Device device,
      IpAddress source,
      boolean multicast,
      int hopLimit,
      boolean frames) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && protocol == that.protocol
          && device.equals(that.device)
          && source.equals(that.source)
          && multicast == that.multicast
          && hopLimit == that.hopLimit
          && frames == that.frames;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * protocol + device.hashCode()) + source.hashCode();
    }
  }

  /**
   * Returns a socket that sends adverts of that protocol from that source on that link. The caller
   * gives it back with {@link #giveBack}.
   *
   * @throws LinuxException if the kernel refuses
   */
  Sender take(int protocol, Device device, IpAddress source, Transport transport) {
    var sender =
        senders.computeIfAbsent(key(protocol, device, source, transport), AdvertSenders::open);
    sender.users++;
    return sender;
  }

  private static Key key(int protocol, Device device, IpAddress source, Transport transport) {
    if (transport instanceof Transport.Multicast multicast) {
      return multicast.sender() == null
          ? new Key(protocol, device, source, true, 0, false)
          : new Key(0, device, IpAddress.ANY_V4, true, 0, true);
    }
    int hopLimit = source.family() == Family.IPV4 ? 0 : transport.ttl();
    return new Key(protocol, device, source, false, hopLimit, false);
  }

  private static Sender open(Key key) {
    return key.frames()
        ? new FrameSender(key, PacketSocket.sending(key.device()))
        : new PacketSender(key, openRaw(key));
  }

  private static RawSender openRaw(Key key) {
    return key.multicast()
        ? RawSender.multicast(key.protocol(), key.device(), key.source())
        : RawSender.unicast(
            key.protocol(), key.device().particular(), key.source(), Math.max(1, key.hopLimit()));
  }

  /** Ends one use of the socket and closes it after the last one. */
  void giveBack(Sender sender) {
    sender.users--;
    if (sender.users == 0) {
      senders.remove(sender.key);
      sender.close();
    }
  }

  /** A way to one destination. */
  interface Path {
    /**
     * Passes one packet to the kernel, from position to limit. Allocates nothing and never blocks.
     *
     * @return 0, or the errno of the refusal
     */
    int send(NativeBuffer packet);
  }

  /** A shared send socket. */
  abstract static sealed class Sender {
    private final Key key;
    private int users;

    private Sender(Key key) {
      this.key = key;
    }

    /** Returns the way to a destination; to be kept and reused. */
    abstract Path to(IpAddress destination);

    /** Creates the exception for an errno from {@link Path#send}. */
    abstract LinuxException failure(int errno);

    abstract void close();
  }

  /** Sends IP packets, which the kernel puts into frames. */
  private static final class PacketSender extends Sender {
    private final RawSender socket;

    private PacketSender(Key key, RawSender socket) {
      super(key);
      this.socket = socket;
    }

    @Override
    Path to(IpAddress destination) {
      var address = socket.destination(destination);
      return packet -> socket.send(packet, address);
    }

    @Override
    LinuxException failure(int errno) {
      return socket.failure(errno);
    }

    @Override
    void close() {
      socket.close();
    }
  }

  /** Sends whole frames. */
  private static final class FrameSender extends Sender {
    private final PacketSocket socket;

    private FrameSender(Key key, PacketSocket socket) {
      super(key);
      this.socket = socket;
    }

    @Override
    Path to(IpAddress destination) {
      return socket::send;
    }

    @Override
    LinuxException failure(int errno) {
      return socket.failure(errno);
    }

    @Override
    void close() {
      socket.close();
    }
  }
}
