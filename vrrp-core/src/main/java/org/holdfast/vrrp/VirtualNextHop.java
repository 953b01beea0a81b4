package org.holdfast.vrrp;

import java.util.Optional;
import org.holdfast.net.Encapsulation;
import org.holdfast.net.IpAddress;
import org.holdfast.net.RouteProperties;
import org.jspecify.annotations.Nullable;

/**
 * One way of a virtual route that has several. It has a gateway, an interface or both.
 *
 * @param weight this way's share of the traffic, 1 to 256
 * @param realms as in {@link RouteProperties}
 */
public record VirtualNextHop(
    @Nullable IpAddress gateway,
    @Nullable String interfaceName,
    int weight,
    boolean onLink,
    int realms,
    Optional<Encapsulation> encapsulation) {

  @Override
  public String toString() {
    var text = new StringBuilder("nexthop");
    encapsulation.map(Encapsulation::words).ifPresent(words -> text.append(' ').append(words));
    if (gateway != null) {
      text.append(" via ").append(gateway);
    }
    if (interfaceName != null) {
      text.append(" dev ").append(interfaceName);
    }
    if (weight != 1) {
      text.append(" weight ").append(weight);
    }
    return text.toString();
  }
}
