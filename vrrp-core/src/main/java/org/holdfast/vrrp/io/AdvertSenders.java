package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.linux.Device;
import org.holdfast.linux.LinuxException;
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
   */
  private record Key(
      int protocol, Device device, IpAddress source, boolean multicast, int hopLimit) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && protocol == that.protocol
          && device.equals(that.device)
          && source.equals(that.source)
          && multicast == that.multicast
          && hopLimit == that.hopLimit;
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
    boolean multicast = transport instanceof Transport.Multicast;
    int hopLimit = multicast || source.family() == Family.IPV4 ? 0 : transport.ttl();
    return new Key(protocol, device, source, multicast, hopLimit);
  }

  private static Sender open(Key key) {
    return new Sender(
        key,
        key.multicast()
            ? RawSender.multicast(key.protocol(), key.device(), key.source())
            : RawSender.unicast(
                key.protocol(),
                Optional.of(key.device()),
                key.source(),
                Math.max(1, key.hopLimit())));
  }

  /** Ends one use of the socket and closes it after the last one. */
  void giveBack(Sender sender) {
    sender.users--;
    if (sender.users == 0) {
      senders.remove(sender.key);
      sender.socket.close();
    }
  }

  /** A shared send socket. */
  static final class Sender {
    private final Key key;
    private final RawSender socket;
    private int users;

    private Sender(Key key, RawSender socket) {
      this.key = key;
      this.socket = socket;
    }

    RawSender socket() {
      return socket;
    }
  }
}
