package org.holdfast.vrrp.io;

import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Outcome;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.vrrp.Holdings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what earlier lives have left in the kernel and this configuration does not know: what
 * they wrote down, and what carries our mark when no other agent of this network namespace can have
 * put it there. Owned by the kernel loop.
 */
final class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  private final KernelTables kernel;
  private final RoutesAndRules routes;
  private final Ownership ownership;

  Leftovers(KernelTables kernel, RoutesAndRules routes, Ownership ownership) {
    this.kernel = kernel;
    this.routes = routes;
    this.ownership = ownership;
  }

  /**
   * Removes what none of {@code wanted} has.
   *
   * @param alone whether no other agent lives in this network namespace
   * @return whether nothing of it is left
   */
  boolean clear(List<Holdings> wanted, boolean alone) {
    var wantedTexts =
        wanted.stream()
            .flatMap(holdings -> KernelRecords.texts(holdings).stream())
            .collect(Collectors.toSet());
    var earlier = ownership.earlier();
    var found = routes.marked(wanted);
    var addresses = kernel.everyAddress();
    // Tables that did not hold still may have more: then there is a next time.
    boolean gone = found.whole() && addresses.whole();
    for (var rule : found.rules()) {
      if (alone || earlier.contains(KernelRecords.text(rule))) {
        gone &= removed(rule, routes.delete(rule));
      }
    }
    for (var route : found.routes()) {
      if (alone || earlier.contains(KernelRecords.text(route))) {
        gone &= removed(route, routes.delete(route));
      }
    }
    for (var address : addresses.entries()) {
      var text = kernel.textOf(address);
      if (!wantedTexts.contains(text) && isLeft(address, text, alone)) {
        gone &= removed(text, kernel.delete(address));
      }
    }
    if (gone) {
      ownership.settled(earlier.stream().filter(text -> !wantedTexts.contains(text)).toList());
    }
    return gone;
  }

  private boolean isLeft(LinkAddress address, String text, boolean alone) {
    if (address.protocol() == RouteKernel.PROTOCOL) {
      return alone || ownership.earlier().contains(text);
    }
    // Without a mark it is ours by name alone, which is never enough for the loopback's own.
    return !kernel.isLoopback(address.link()) && ownership.isOfEarlierLife(text, address);
  }

  private static boolean removed(Object what, Outcome outcome) {
    log.info("removing {}, which an earlier life left and nobody wants", what);
    return outcome instanceof Outcome.Settled;
  }
}
