package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;

/**
 * The links and addresses of some interest, as the kernel told of them when it was asked.
 *
 * @param interest what was asked for
 * @param links those that exist, of the links asked for
 * @param addresses those on these links, and the sources asked for wherever they are
 * @param whole whether nothing can be missing from {@code addresses}; all of them were there
 */
record Stock(Interest interest, List<Link> links, List<LinkAddress> addresses, boolean whole) {

  Stock {
    links = List.copyOf(links);
    addresses = List.copyOf(addresses);
  }

  /**
   * Asks link by link, so that the cost and the chance of an unbroken answer do not depend on what
   * other links have.
   *
   * @throws org.holdfast.linux.LinuxException when the kernel refuses or does not answer
   */
  static Stock take(RouteKernel kernel, Interest interest) {
    var links = new ArrayList<Link>();
    var addresses = new ArrayList<LinkAddress>();
    boolean whole = true;
    for (var name : interest.links()) {
      var link = kernel.link(name);
      if (link.isPresent()) {
        links.add(link.get());
        var listing = kernel.addressesOn(link.get().index());
        addresses.addAll(listing.entries());
        whole &= listing.whole();
      }
    }
    if (!interest.sources().isEmpty()) {
      var listing = kernel.addressesAsTheyCome();
      listing.entries().stream()
          .filter(address -> interest.sources().contains(address.prefix().address()))
          .forEach(addresses::add);
      whole &= listing.whole();
    }
    return new Stock(interest, links, addresses, whole);
  }
}
