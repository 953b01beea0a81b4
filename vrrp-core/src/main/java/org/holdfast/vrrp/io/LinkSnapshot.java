package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;

/**
 * The links and addresses of an interest, as the kernel listed them.
 *
 * @param interest what was queried
 * @param links the existing links of the interest
 * @param addresses the addresses on these links, and the sources of the interest wherever they are
 * @param whole whether {@code addresses} is complete; even if not, every address in it was present
 */
record LinkSnapshot(
    Interest interest, List<Link> links, List<LinkAddress> addresses, boolean whole) {

  LinkSnapshot {
    links = List.copyOf(links);
    addresses = List.copyOf(addresses);
  }

  /**
   * Queries link by link, so that neither the cost nor the chance of a consistent answer depends on
   * the number of addresses on other links.
   *
   * @throws org.holdfast.linux.LinuxException if the kernel refuses or does not answer
   */
  static LinkSnapshot take(RouteKernel kernel, Interest interest) {
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
    return new LinkSnapshot(interest, links, addresses, whole);
  }
}
