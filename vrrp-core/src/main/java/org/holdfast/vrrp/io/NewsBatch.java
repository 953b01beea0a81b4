package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.net.Family;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several notifications of the kernel, applied to a {@link LinkBook} in order, and their combined
 * changes, so that each consequence is handled once. Owned by the election loop.
 */
final class NewsBatch {

  private static final Logger log = LoggerFactory.getLogger(NewsBatch.class);

  private final LinkBook book;
  private final Set<String> links = new LinkedHashSet<>();
  private final Set<String> wentDown = new LinkedHashSet<>();
  private final Set<String> addressed = new LinkedHashSet<>();
  private final List<RouteEvent> forKernel = new ArrayList<>();
  private boolean touchesSources;
  private boolean needsListing;

  /** Applies the notifications to {@code book}. */
  NewsBatch(LinkBook book, List<RouteEvent> events) {
    this.book = book;
    events.forEach(this::take);
  }

  /**
   * Returns the links of interest that were created, deleted or changed, by all names that they
   * had.
   */
  Set<String> links() {
    return links;
  }

  /**
   * Returns the links that were down at some time, even if only between two of the notifications.
   */
  Set<String> wentDown() {
    return wentDown;
  }

  /** Returns the links of interest whose addresses have changed. */
  Set<String> addressed() {
    return addressed;
  }

  /** Whether a source address whose absence is a fault was added or removed. */
  boolean touchesSources() {
    return touchesSources;
  }

  /** Returns the notifications that the kernel side has to follow. */
  List<RouteEvent> forKernel() {
    return List.copyOf(forKernel);
  }

  /** Whether a link of interest may have addresses that the book does not know. */
  boolean needsListing() {
    return needsListing;
  }

  private void take(RouteEvent event) {
    switch (event) {
      case RouteEvent.LinkChanged(Link link) -> {
        forKernel.add(event);
        linkIs(link);
      }
      case RouteEvent.LinkRemoved(Link link) -> {
        forKernel.add(event);
        linkGone(link);
      }
      case RouteEvent.AddressChanged(LinkAddress address) -> {
        addressIs(address);
        if (isDetected(address) && book.isKept(address)) {
          forKernel.add(event);
        }
      }
      case RouteEvent.AddressRemoved(LinkAddress address) -> {
        if (addressGone(address) && book.isKept(address)) {
          forKernel.add(event);
        }
      }
    }
  }

  /** Whether duplicate address detection applies to the address. */
  private static boolean isDetected(LinkAddress address) {
    return address.prefix().address().family() == Family.IPV6
        && (address.flags() & LinkAddress.NODAD) == 0;
  }

  private void linkIs(Link link) {
    var before = book.link(link.index());
    if (before.isPresent() && before.get().equals(link)) {
      return;
    }
    boolean wasUp = book.isUp(link.name());
    needsListing |= book.linkIs(link);
    before
        .filter(old -> !old.name().equals(link.name()))
        .ifPresent(old -> renamed(old, link.name()));
    if (!book.watches(link)) {
      log.debug("Netlink reports a change of {}", link.name());
      return;
    }
    links.add(link.name());
    boolean isUp = book.isUp(link.name());
    if (!isUp) {
      wentDown.add(link.name());
    }
    if (wasUp != isUp) {
      log.info("Netlink reports {} {}", link.name(), isUp ? "up" : "down");
    }
  }

  private void linkGone(Link link) {
    var before = book.link(link.index());
    touchesSources |= !book.interest().sources().isEmpty();
    book.linkGone(link);
    if (before.isPresent()) {
      vanished(before.get().name());
      log.info("Netlink reports {} gone", before.get().name());
    } else {
      log.debug("Netlink reports {} gone", link.name());
    }
  }

  private void renamed(Link old, String name) {
    if (book.watches(old)) {
      log.info("Interface name has changed from {} to {}", old.name(), name);
    }
    vanished(old.name());
  }

  private void vanished(String name) {
    links.add(name);
    wentDown.add(name);
  }

  private void addressIs(LinkAddress address) {
    if (book.addressIs(address)) {
      hasChanged(address);
    }
  }

  private boolean addressGone(LinkAddress address) {
    boolean concerns = book.addressGone(address);
    if (concerns) {
      hasChanged(address);
    }
    return concerns;
  }

  private void hasChanged(LinkAddress address) {
    book.nameOf(address.link()).ifPresent(addressed::add);
    touchesSources |= book.interest().sources().contains(address.prefix().address());
  }
}
