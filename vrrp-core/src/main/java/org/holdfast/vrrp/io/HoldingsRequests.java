package org.holdfast.vrrp.io;

import org.holdfast.net.IpAddress;

/**
 * Requests of an instance to the kernel loop, made on the election loop. They return at once, and
 * the kernel loop carries them out in order.
 */
interface HoldingsRequests {

  /**
   * Adds the addresses, routes and rules, and announces the addresses.
   *
   * @param promotion what led to it
   */
  void acquire(TakeoverTimes.Promotion promotion);

  /**
   * Stops the announcements from this call on, including those requested earlier and not yet sent.
   * The addresses stay.
   */
  void silence();

  /**
   * Keeps the addresses that an earlier run left, without announcing them, until {@link #release}
   * or {@link #acquire}: what is behind them stays too.
   */
  void serveOn();

  /**
   * Listens for the next master's announcements until {@link #release} or {@link #acquire}, and has
   * hosts find it as with {@link #findSuccessor}. Does nothing on links without ARP.
   *
   * @param announced called on the election loop once another host has announced every address that
   *     is watched, and at each further announcement
   */
  void awaitSuccessor(Runnable announced);

  /**
   * Has hosts find the next master if it does not announce the addresses itself, because it has a
   * virtual MAC address and was master all the time. For an instance that has released them.
   */
  void findSuccessor();

  /** Removes the addresses, routes and rules, and stops the announcements from this call on. */
  void release();

  /**
   * Announces the addresses again, now and after the configured delay for adverts of lower
   * priority.
   */
  void reannounce();

  /** Announces our own source address once. */
  void announceSource(IpAddress source);

  /**
   * Watches for other hosts that use one of our addresses until {@link #unwatch}.
   *
   * @param handler called on the election loop
   */
  void watch(ClaimListener.ClaimHandler handler);

  /** Stops watching for other owners. */
  void unwatch();
}
