package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.nftables.NftKernel;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteRemoval;

/** The operating system's interfaces that {@link KernelSide} uses. */
interface KernelPorts {

  RouteKernel kernel();

  /** Returns the notifications of changed links and addresses. */
  NewsPort<RouteEvent> events();

  /** Returns the notifications of removed routes and rules that carry our mark. */
  NewsPort<RouteRemoval> removals();

  /**
   * Returns the kernel's tables of nftables, which are opened by the first call.
   *
   * @throws org.holdfast.linux.LinuxException if the kernel refuses
   */
  NftKernel nftables();

  /**
   * Returns the notifications of what is removed from tables of nftables, by the table's name; the
   * first call subscribes.
   *
   * @throws org.holdfast.linux.LinuxException if the kernel refuses
   */
  NewsPort<String> nftablesRemovals();

  /** Whether no other agent runs in this network namespace. */
  boolean isAlone();

  /**
   * Closes the netlink sockets, the presence socket and the removals. Called on the kernel loop.
   */
  void close();

  /** Closes the events once the election loop no longer reads them. */
  void closeEvents();

  /** A socket that receives the kernel's notifications. */
  interface NewsPort<E> {

    /**
     * Passes the notifications of one datagram to the consumer, if one is waiting; never blocks.
     */
    Reception receive(Consumer<E> consumer);

    /**
     * Runs {@code readable} on the loop whenever a notification is waiting. Called on the loop.
     *
     * @return ends this; called on the loop
     */
    Runnable listen(IoEventLoop loop, Runnable readable);
  }
}
