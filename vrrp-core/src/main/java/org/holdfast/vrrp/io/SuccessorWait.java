package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.io.AddressWatch.LinkFamily;

/**
 * The wait of an instance that is no longer master until its successor has announced each of its
 * addresses. Owned by the kernel loop.
 */
final class SuccessorWait {

  /**
   * A claim this recent may be the successor's announcement, because adverts are read on another
   * loop.
   */
  private static final long RECENT_NANOS = 100_000_000L;

  private final List<WatchedAddress> posts;
  private final List<WatchedAddress> missing;
  private final Set<WatchedAddress> asked = new HashSet<>();
  private final Runnable announced;

  /**
   * Begins the wait, and ends it at once if each address was claimed just now.
   *
   * @param posts the addresses whose announcements can be received
   * @param announced called once all addresses are announced, and at each further announcement
   */
  SuccessorWait(List<WatchedAddress> posts, Runnable announced, long now) {
    this.posts = posts;
    this.announced = announced;
    missing = new ArrayList<>(posts);
    missing.removeIf(post -> post.wasClaimedWithin(RECENT_NANOS, now));
    reportIfComplete();
  }

  List<WatchedAddress> posts() {
    return posts;
  }

  /**
   * Returns addresses that the successor has not announced yet, and records that other hosts are
   * asked for them.
   *
   * @param most the largest number of addresses
   */
  List<WatchedAddress> ask(int most) {
    var some = missing.stream().limit(most).toList();
    asked.addAll(some);
    return some;
  }

  /**
   * Returns whether a claim is the first answer to the question for an address that comes from the
   * virtual MAC address. Other hosts do not see the answer, and such a router announces nothing
   * when it comes back after a partition, because its MAC address never changes. The successor's
   * base may have answered too.
   */
  boolean isFirstAnswer(LinkFamily spot, IpAddress address, MacAddress holder) {
    return asked.removeIf(post -> post.isAt(spot, address) && post.isVirtualMac(holder));
  }

  /** Handles another host's claim to an address, which may be one of these. */
  void claimed(LinkFamily spot, IpAddress address) {
    if (posts.stream().anyMatch(post -> post.isAt(spot, address))) {
      missing.removeIf(post -> post.isAt(spot, address));
      reportIfComplete();
    }
  }

  private void reportIfComplete() {
    if (missing.isEmpty()) {
      announced.run();
    }
  }
}
