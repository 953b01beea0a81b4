package org.holdfast.linux.nftables;

import java.util.function.Consumer;
import org.holdfast.linux.netlink.NetlinkSubscription;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;

/**
 * The kernel's notifications of what is removed from tables of the family inet, by this process or
 * another program, for use on an event loop: on level-triggered EPOLLIN of {@link #fd}, call {@link
 * #receive} until NOTHING. Confined to one thread.
 *
 * <p>The kernel puts the changes of several tables into one datagram, so that no filter of the
 * socket can tell which of them are of interest.
 */
public final class NftRemovals implements AutoCloseable {

  private static final int GROUP = 7; // NFNLGRP_NFTABLES
  private static final int RECEIVE_BUFFER = 1 << 20;

  private final NetlinkSubscription subscription;

  private NftRemovals(NetlinkSubscription subscription) {
    this.subscription = subscription;
  }

  /**
   * Subscribes.
   *
   * @throws org.holdfast.linux.LinuxException when the kernel refuses
   */
  public static NftRemovals open() {
    return new NftRemovals(
        NetlinkSubscription.open(NetlinkNftKernel.NETLINK_NETFILTER, RECEIVE_BUFFER, GROUP));
  }

  /** Returns the descriptor, for an event loop. */
  public int fd() {
    return subscription.fd();
  }

  /**
   * Passes the name of the table of each removal in one datagram, if one is waiting, to {@code
   * consumer}; never blocks.
   */
  public Reception receive(Consumer<String> consumer) {
    return subscription.receive(message -> NftReplies.removal(message).ifPresent(consumer));
  }

  /** Closes the descriptor; remove it from its event loop first. */
  @Override
  public void close() {
    subscription.close();
  }
}
