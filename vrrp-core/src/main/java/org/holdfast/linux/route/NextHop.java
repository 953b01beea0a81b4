package org.holdfast.linux.route;

import java.util.Optional;
import java.util.OptionalInt;
import org.holdfast.net.Encapsulation;
import org.holdfast.net.IpAddress;

/**
 * One way of a route that has several.
 *
 * @param device the index of the output interface
 * @param weight this way's share of the traffic, 1 to 256
 * @param realms as in {@link org.holdfast.net.RouteProperties}
 */
public record NextHop(
    Optional<IpAddress> gateway,
    OptionalInt device,
    int weight,
    boolean onLink,
    int realms,
    Optional<Encapsulation> encapsulation) {

  public NextHop {
    if (weight < 1 || weight > 256) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: 1..256)");
    }
  }

  @Override
  public String toString() {
    var text = new StringBuilder("nexthop");
    gateway.ifPresent(address -> text.append(" via ").append(address));
    device.ifPresent(index -> text.append(" dev #").append(index));
    return text.append(" weight ").append(weight).toString();
  }
}
