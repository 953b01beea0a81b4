package org.holdfast.linux.route;

import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.linux.RemovalFilter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.linux.netlink.NetlinkSubscription;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;

/**
 * The kernel's notifications of removed routes and rules that carry {@link RouteKernel#PROTOCOL},
 * for use on an event loop: on level-triggered EPOLLIN of {@link #fd}, call {@link #receive} until
 * NOTHING. The kernel filters the notifications, so that changes to other programs' routes, however
 * many, do not wake the process. Confined to one thread.
 *
 * <p>Linux sends no notification when IPv4 routes are removed together with a link, an address or a
 * subnet, and no removal when another program replaces a route. The replacement of a default route
 * is reported here; other losses are found when routes are compared with the kernel's.
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

  /** Returns the descriptor, for an event loop. */
  public int fd() {
    return subscription.fd();
  }

  /** Passes the removals of one datagram, if one is waiting, to {@code consumer}; never blocks. */
  public Reception receive(Consumer<RouteRemoval> consumer) {
    return subscription.receive(message -> decode(message).ifPresent(consumer));
  }

  /** Decodes a message. Total: empty for a message of another type. */
  static Optional<RouteRemoval> decode(NetlinkMessage message) {
    return switch (message.type()) {
      case MessageType.NEW_ROUTE, MessageType.DEL_ROUTE ->
          RouteCodec.decode(message)
              .map(route -> new RouteRemoval.OfRoute(route.destination(), route.table()));
      case MessageType.DEL_RULE -> RuleCodec.decode(message).map(RouteRemoval.OfRule::new);
      default -> Optional.empty();
    };
  }

  /** Closes the descriptor; remove it from its event loop first. */
  @Override
  public void close() {
    subscription.close();
  }
}
