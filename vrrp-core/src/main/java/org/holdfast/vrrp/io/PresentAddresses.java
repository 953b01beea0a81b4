package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.IpPrefix;

/** The addresses that the kernel has on some links. */
final class PresentAddresses {

  private final Map<Spot, LinkAddress> found = new HashMap<>();
  private final boolean whole;

  private record Spot(int link, IpPrefix prefix) {}

  /**
   * @param whole whether none can be missing
   */
  PresentAddresses(List<LinkAddress> addresses, boolean whole) {
    addresses.forEach(
        address -> found.putIfAbsent(new Spot(address.link(), address.prefix()), address));
    this.whole = whole;
  }

  /** The address of that prefix on the link of that index. */
  Optional<LinkAddress> find(int link, IpPrefix prefix) {
    return Optional.ofNullable(found.get(new Spot(link, prefix)));
  }

  /** Whether an address that is not found is not there: the kernel's table held still. */
  boolean isWhole() {
    return whole;
  }
}
