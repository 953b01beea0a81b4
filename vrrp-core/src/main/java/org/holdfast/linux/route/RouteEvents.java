package org.holdfast.linux.route;

import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.linux.netlink.NetlinkSubscription;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;

/**
 * The kernel's notifications about links and addresses, for use on an event loop: on
 * level-triggered EPOLLIN of {@link #fd}, call {@link #receive} until NOTHING. Open it before the
 * first dump, so that no change falls between the two. Confined to one thread.
 */
public final class RouteEvents implements AutoCloseable {

  private static final int GROUP_LINK = 1;
  private static final int GROUP_IPV4_ADDRESS = 5;
  private static final int GROUP_IPV6_ADDRESS = 9;
  private static final int RECEIVE_BUFFER = 4 << 20; // room for a few thousand addresses at once

  private final NetlinkSubscription subscription;

  private RouteEvents(NetlinkSubscription subscription) {
    this.subscription = subscription;
  }

  /**
   * Subscribes.
   *
   * @throws org.holdfast.linux.LinuxException when the kernel refuses
   */
  public static RouteEvents open() {
    return open(RECEIVE_BUFFER);
  }

  static RouteEvents open(int receiveBuffer) {
    return new RouteEvents(
        NetlinkSubscription.open(
            NetlinkRouteKernel.NETLINK_ROUTE,
            receiveBuffer,
            GROUP_LINK,
            GROUP_IPV4_ADDRESS,
            GROUP_IPV6_ADDRESS));
  }

  /** Returns the descriptor, for an event loop. */
  public int fd() {
    return subscription.fd();
  }

  /** Passes the events of one datagram, if one is waiting, to {@code consumer}; never blocks. */
  public Reception receive(Consumer<RouteEvent> consumer) {
    return subscription.receive(message -> decode(message).ifPresent(consumer));
  }

  /** Decodes a message. Total: empty for a message of another type. */
  static Optional<RouteEvent> decode(NetlinkMessage message) {
    return switch (message.type()) {
      case MessageType.NEW_LINK -> LinkCodec.decode(message).map(RouteEvent.LinkChanged::new);
      case MessageType.DEL_LINK -> LinkCodec.decode(message).map(RouteEvent.LinkRemoved::new);
      case MessageType.NEW_ADDRESS ->
          AddressCodec.decode(message).map(RouteEvent.AddressChanged::new);
      case MessageType.DEL_ADDRESS ->
          AddressCodec.decode(message).map(RouteEvent.AddressRemoved::new);
      default -> Optional.empty();
    };
  }

  /** Closes the descriptor; remove it from its event loop first. */
  @Override
  public void close() {
    subscription.close();
  }
}
