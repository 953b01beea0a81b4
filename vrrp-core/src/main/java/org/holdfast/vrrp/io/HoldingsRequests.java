package org.holdfast.vrrp.io;

import org.holdfast.net.IpAddress;

/**
 * What an instance wants of the kernel, said from the election loop; done later, in the order of
 * asking, by the kernel loop. Nothing here waits.
 */
interface HoldingsRequests {

  /**
   * Addresses, routes and rules are to be there, and the addresses announced.
   *
   * @param promotion what led to it
   */
  void acquire(TakeoverTimes.Promotion promotion);

  /**
   * Nothing of them is announced from this call on, not even what was asked for before and has not
   * been done yet. They stay where they are.
   */
  void silence();

  /**
   * Listen for the announcements of the next master, until {@link #release} or {@link #acquire}.
   * Nothing is heard where no claims are watched for, such as on a link without ARP.
   *
   * @param announced told on the election loop once another host has announced every address that
   *     can be heard of, and at each further announcement
   */
  void awaitSuccessor(Runnable announced);

  /** They are to be gone, and nothing of them is announced from this call on. */
  void release();

  /** Announce the addresses again, now and after the delay that lower adverts ask for. */
  void reannounce();

  /** Announce once where our own source address is. */
  void announceSource(IpAddress source);

  /**
   * Look out for other hosts that have an address of ours, until {@link #unwatch}.
   *
   * @param handler told on the election loop
   */
  void watch(ClaimListener.ClaimHandler handler);

  /** Stop looking for other owners. */
  void unwatch();
}
