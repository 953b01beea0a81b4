package org.holdfast.vrrp;

import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A route that moves with mastership. A route without a gateway and an interface needs a type that
 * has neither.
 *
 * @param destination 0.0.0.0/0 or ::/0 for the default route
 * @param table Linux's number of the table, 254 for main
 * @param metric 0 for the kernel's default
 * @param mtu 0 for none
 */
public record VirtualRoute(
    Type type,
    IpPrefix destination,
    @Nullable IpAddress gateway,
    @Nullable String interfaceName,
    @Nullable IpAddress source,
    long table,
    long metric,
    int mtu,
    boolean onLink) {

  /** What the kernel does with a packet that matches the route; the number is rtnetlink's. */
  public enum Type {
    UNICAST(1),
    BLACKHOLE(6),
    UNREACHABLE(7),
    PROHIBIT(8);

    private final int linuxNumber;

    Type(int linuxNumber) {
      this.linuxNumber = linuxNumber;
    }

    public int linuxNumber() {
      return linuxNumber;
    }
  }
}
