package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.io.AddressWatch.LinkFamily;
import org.jspecify.annotations.Nullable;

/**
 * The search of an instance that is no longer master for its successor: it waits until the
 * successor has announced each of its addresses, and asks for those that the successor has not
 * announced by then. It may outlast the addresses, so that hosts learn where they are. Owned by the
 * kernel loop.
 */
final class SuccessorWait {

  /**
   * By this time, a successor that announces its addresses has done so. A router that releases its
   * addresses at once asks at once too, because no router answers hosts that still send to it; what
   * is not announced by this time is asked for again.
   */
  static final long ASK_NANOS = 50_000_000L;

  /** An answer that comes later helps no host any longer. */
  static final long HELP_NANOS = 1_000_000_000L;

  /**
   * A claim this recent may be the successor's announcement, because adverts are read on another
   * loop.
   */
  private static final long RECENT_NANOS = 100_000_000L;

  private final List<WatchedAddress> posts;
  private final List<WatchedAddress> missing;
  private final List<WatchedAddress> unknown;
  private final boolean hadVirtualMac;
  private final Set<WatchedAddress> asked = new HashSet<>();
  private final Map<WatchedAddress, MacAddress> virtualHolders = new LinkedHashMap<>();
  private final long beganAt;
  private @Nullable Runnable announced;

  /**
   * Begins the wait, and reports at once if each address was claimed just now.
   *
   * @param posts the addresses whose announcements can be received
   * @param hadVirtualMac whether the instance has sent frames from a virtual MAC address
   * @param announced called once all addresses are announced, and at each further announcement;
   *     null if the instance releases them now
   */
  SuccessorWait(
      List<WatchedAddress> posts, boolean hadVirtualMac, @Nullable Runnable announced, long now) {
    this.posts = posts;
    this.hadVirtualMac = hadVirtualMac;
    this.announced = announced;
    beganAt = now;
    missing = new ArrayList<>(posts);
    missing.removeIf(post -> post.wasClaimedWithin(RECENT_NANOS, now));
    for (var post : posts) {
      post.virtualHolderWithin(RECENT_NANOS, now)
          .ifPresent(holder -> virtualHolders.put(post, holder));
    }
    unknown = new ArrayList<>(posts);
    unknown.removeAll(virtualHolders.keySet());
    reportIfComplete();
  }

  /**
   * The instance has released its addresses: reports nothing from now on.
   *
   * @return the addresses that a successor has at a virtual MAC address. It has to be announced now
   *     by this router, whose answer a host may have got that asked since it was last announced. A
   *     successor that was master all the time announces nothing by itself after the release.
   */
  Map<WatchedAddress, MacAddress> released() {
    announced = null;
    return Collections.unmodifiableMap(virtualHolders);
  }

  /**
   * Returns the addresses that other hosts are asked for once this instance has released them:
   * those that were at a virtual MAC address. The switches between this router and a successor with
   * the same MAC address may still send frames for it here, until they see one from the successor,
   * and its answer is one.
   *
   * @param most the largest number of addresses
   */
  List<WatchedAddress> toAskAfterRelease(int most) {
    return hadVirtualMac ? posts.stream().limit(most).toList() : List.of();
  }

  /** Whether nothing is waited for any longer. */
  boolean isOver(long now) {
    return announced == null && now - beganAt >= HELP_NANOS;
  }

  List<WatchedAddress> posts() {
    return posts;
  }

  /**
   * Returns addresses that the successor has not announced yet, and records that other hosts are
   * asked for them. A claim just before the end of the mastership may have been a third router's,
   * unless it was from the virtual MAC address.
   *
   * @param most the largest number of addresses
   */
  List<WatchedAddress> ask(int most) {
    var some = unknown.stream().limit(most).toList();
    asked.addAll(some);
    return some;
  }

  /**
   * Handles another host's claim, and returns whether it is the first answer to the question for an
   * address that comes from the virtual MAC address. Other hosts do not see the answer, and such a
   * router announces nothing when it comes back after a partition, because its MAC address never
   * changes. The successor's base may have answered too.
   */
  boolean isFirstAnswer(LinkFamily spot, IpAddress address, MacAddress holder) {
    var claimed =
        posts.stream()
            .filter(post -> post.isAt(spot, address) && post.isVirtualMac(holder))
            .toList();
    claimed.forEach(post -> virtualHolders.put(post, holder));
    return asked.removeAll(claimed);
  }

  /**
   * Handles another host's claim to an address, which may be one of these. An early one says that
   * the successor has the address, and not that it serves, unless it is from the virtual MAC
   * address: such a successor may have been master all the time, and announce nothing.
   */
  void claimed(LinkFamily spot, IpAddress address, MacAddress holder, boolean early) {
    if (posts.stream()
        .anyMatch(post -> post.isAt(spot, address) && !(early && !post.isVirtualMac(holder)))) {
      missing.removeIf(post -> post.isAt(spot, address));
      unknown.removeIf(post -> post.isAt(spot, address));
      reportIfComplete();
    }
  }

  private void reportIfComplete() {
    if (missing.isEmpty() && announced != null) {
      announced.run();
    }
  }
}
