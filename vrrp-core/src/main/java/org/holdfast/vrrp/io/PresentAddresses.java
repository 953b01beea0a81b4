package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/** The addresses that the kernel has on some links. */
final class PresentAddresses {

  private final Map<PlacedPrefix, LinkAddress> found = new HashMap<>();
  private final Map<PlacedAddress, List<LinkAddress>> places = new HashMap<>();
  private final boolean whole;

  private record PlacedPrefix(int link, IpPrefix prefix) {}

  private record PlacedAddress(int link, IpAddress address) {}

  /**
   * @param whole whether none can be missing
   */
  PresentAddresses(List<LinkAddress> addresses, boolean whole) {
    for (var address : addresses) {
      found.putIfAbsent(new PlacedPrefix(address.link(), address.prefix()), address);
      var place = new PlacedAddress(address.link(), address.prefix().address());
      places.computeIfAbsent(place, _ -> new ArrayList<>(1)).add(address);
    }
    this.whole = whole;
  }

  /** The address of that prefix on the link of that index. */
  Optional<LinkAddress> find(int link, IpPrefix prefix) {
    return Optional.ofNullable(found.get(new PlacedPrefix(link, prefix)));
  }

  /** The address on the link of that index, with prefixes of whatever length. */
  List<LinkAddress> at(int link, IpAddress address) {
    return places.getOrDefault(new PlacedAddress(link, address), List.of());
  }

  /** Whether an address that is not found is not there: the kernel's table held still. */
  boolean isWhole() {
    return whole;
  }
}
