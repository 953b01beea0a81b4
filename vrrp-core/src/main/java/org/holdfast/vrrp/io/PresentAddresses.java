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
   * @param whole whether the list is complete
   */
  PresentAddresses(List<LinkAddress> addresses, boolean whole) {
    for (var address : addresses) {
      found.putIfAbsent(new PlacedPrefix(address.link(), address.prefix()), address);
      var place = new PlacedAddress(address.link(), address.prefix().address());
      places.computeIfAbsent(place, _ -> new ArrayList<>(1)).add(address);
    }
    this.whole = whole;
  }

  /** Returns the address of that prefix on the link of that index. */
  Optional<LinkAddress> find(int link, IpPrefix prefix) {
    return Optional.ofNullable(found.get(new PlacedPrefix(link, prefix)));
  }

  /** Returns the entries of an address, of any prefix length, on the link of that index. */
  List<LinkAddress> at(int link, IpAddress address) {
    return places.getOrDefault(new PlacedAddress(link, address), List.of());
  }

  /**
   * Whether the list is complete, because the kernel's table did not change meanwhile, so that an
   * address that is not found does not exist.
   */
  boolean isWhole() {
    return whole;
  }
}
