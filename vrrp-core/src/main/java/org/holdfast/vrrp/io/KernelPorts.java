package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteRemoval;

/** What {@link KernelSide} uses of the operating system. */
interface KernelPorts {

  RouteKernel kernel();

  /** Changes of links and addresses. */
  NewsPort<RouteEvent> events();

  /** Removals of routes and rules that carry our mark. */
  NewsPort<RouteRemoval> removals();

  /** Whether no other agent lives in this network namespace. */
  boolean isAlone();

  /** Closes the kernel's socket, the presence and the removals. On the kernel loop. */
  void close();

  /** Closes the events, which the election loop no longer reads. */
  void closeEvents();

  /** A socket on which the kernel notifies. */
  interface NewsPort<E> {

    /** Hands over the notifications of one datagram, if one is waiting; never blocks. */
    Reception receive(Consumer<E> consumer);

    /**
     * Has {@code readable} run on the loop while something is waiting. On the loop.
     *
     * @return ends it; on the loop
     */
    Runnable listen(IoEventLoop loop, Runnable readable);
  }
}
