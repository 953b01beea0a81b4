package org.holdfast.linux.route;

import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.linux.RemovalFilter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.linux.netlink.NetlinkSubscription;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;

/**
 * The kernel's notifications of removed routes and rules that carry {@link RouteKernel#PROTOCOL},
 * for an event loop: level-triggered EPOLLIN on {@link #fd}, then {@link #receive} until NOTHING.
 * The kernel filters: changes of the routes of others, however many, do not wake the process. For
 * one thread.
 *
 * <p>Linux does not notify of IPv4 routes that go with a link, an address or a subnet, nor as a
 * removal of a route that another program replaces. The replacement of a default route is reported
 * here; the others are found when routes are compared with the kernel's.
 */
public final class RouteRemovals implements AutoCloseable {

  private static final int GROUP_IPV4_ROUTE = 7;
  private static final int GROUP_IPV4_RULE = 8;
  private static final int GROUP_IPV6_ROUTE = 11;
  private static final int GROUP_IPV6_RULE = 19;
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final NetlinkSubscription subscription;

  private RouteRemovals(NetlinkSubscription subscription) {
    this.subscription = subscription;
  }

  /**
   * Subscribes.
   *
   * @throws org.holdfast.linux.LinuxException when the kernel refuses
   */
  public static RouteRemovals open() {
    return new RouteRemovals(
        NetlinkSubscription.open(
            NetlinkRouteKernel.NETLINK_ROUTE,
            RECEIVE_BUFFER,
            socket -> RemovalFilter.attach(socket, RouteKernel.PROTOCOL),
            GROUP_IPV4_ROUTE,
            GROUP_IPV4_RULE,
            GROUP_IPV6_ROUTE,
            GROUP_IPV6_RULE));
  }

  /** The descriptor, for an event loop. */
  public int fd() {
    return subscription.fd();
  }

  /** Hands those of one datagram, if one is waiting, to {@code consumer}; never blocks. */
  public Reception receive(Consumer<RouteRemoval> consumer) {
    return subscription.receive(message -> decode(message).ifPresent(consumer));
  }

  /** Total: a message of another sort is nothing. */
  static Optional<RouteRemoval> decode(NetlinkMessage message) {
    return switch (message.type()) {
      case MessageType.NEW_ROUTE, MessageType.DEL_ROUTE ->
          RouteCodec.decode(message)
              .map(route -> new RouteRemoval.OfRoute(route.destination(), route.table()));
      case MessageType.DEL_RULE -> RuleCodec.decode(message).map(RouteRemoval.OfRule::new);
      default -> Optional.empty();
    };
  }

  /** Closes the descriptor; take it off its event loop first. */
  @Override
  public void close() {
    subscription.close();
  }
}
