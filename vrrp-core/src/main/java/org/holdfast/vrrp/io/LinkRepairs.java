package org.holdfast.vrrp.io;

import java.util.HashSet;
import java.util.Set;
import org.holdfast.linux.route.Link;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the links of virtual routers back that another program has removed or set down: at once, but
 * a link that was put back is looked at again {@value #PAUSE_MILLIS} ms later at the earliest. A
 * program that keeps removing a link therefore costs the kernel loop, and the log, five repairs a
 * second at most. Owned by the kernel loop.
 */
final class LinkRepairs {

  static final long PAUSE_MILLIS = 200;

  private static final Logger log = LoggerFactory.getLogger(LinkRepairs.class);

  private final HoldingBook book;
  private final KernelObjects objects;
  private final AddressKeeper.Later later;
  private final Set<String> pausing = new HashSet<>();
  private final Set<String> lostAgain = new HashSet<>();
  private boolean ended;

  LinkRepairs(HoldingBook book, KernelObjects objects, AddressKeeper.Later later) {
    this.book = book;
    this.objects = objects;
    this.later = later;
  }

  /** Ignores everything from now on, because this process itself removes the links. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Handles a link that was removed or set down, if it is a virtual router's. */
  void lost(String name) {
    if (ended) {
      return;
    }
    if (pausing.contains(name)) {
      lostAgain.add(name);
    } else if (putBack(name)) {
      pausing.add(name);
      later.run(() -> lookAgain(name), PAUSE_MILLIS);
    }
  }

  private void lookAgain(String name) {
    pausing.remove(name);
    if (lostAgain.remove(name)) {
      lost(name);
    }
  }

  /** Returns whether an instance has that link. */
  private boolean putBack(String name) {
    boolean isOurs = false;
    for (var holding : book.all()) {
      var lost = holding.links().stream().filter(link -> link.name().equals(name)).toList();
      isOurs |= !lost.isEmpty();
      if (!lost.isEmpty() && holding.isServing()) {
        for (var back : objects.links.put(lost)) {
          log.warn(
              "({}) link {} was removed or set down by another program: put back",
              holding.name(),
              back);
          holding.restored(back);
          addAgain(holding, name);
        }
      } else {
        objects.links.prepare(lost);
      }
    }
    return isOurs;
  }

  /** Handles a link that has another name now: a virtual router's, or the base of one. */
  void renamed(String oldName, Link link) {
    if (!ended) {
      objects.links.renamed(oldName, link);
      lost(oldName);
      baseChanged(oldName);
    }
  }

  /** Makes the links on a link that is new or has changed. */
  void baseChanged(String base) {
    for (var holding : book.all()) {
      var above = holding.links().stream().filter(link -> link.base().equals(base)).toList();
      objects.links.prepare(above);
      if (holding.wanted) {
        objects.links.put(above);
        addAgain(holding, base);
      }
    }
  }

  /** Makes the links that are missing. */
  void verify() {
    if (!ended) {
      book.all().forEach(holding -> objects.links.prepare(holding.links()));
    }
  }

  private void addAgain(Holding holding, String link) {
    var there =
        holding.expected().stream().filter(address -> holding.isThrough(link, address)).toList();
    if (!there.isEmpty()) {
      objects.addresses.put(there);
      holding.campaign.once(Campaign.places(there));
    }
  }
}
