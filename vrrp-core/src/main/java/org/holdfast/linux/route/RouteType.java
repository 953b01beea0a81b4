package org.holdfast.linux.route;

import java.util.Optional;

/** The type of a route: what the kernel does with its packets (RTN_* of rtnetlink(7)). */
public enum RouteType {
  UNICAST(1),
  LOCAL(2),
  BROADCAST(3),
  ANYCAST(4),
  MULTICAST(5),
  BLACKHOLE(6),
  UNREACHABLE(7),
  PROHIBIT(8),
  THROW(9),
  NAT(10);

  private final int number;

  RouteType(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static Optional<RouteType> of(int number) {
    for (var type : values()) {
      if (type.number == number) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
