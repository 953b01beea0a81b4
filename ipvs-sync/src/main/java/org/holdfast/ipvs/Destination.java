package org.holdfast.ipvs;

import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server of a virtual service, as it belongs into the kernel's table.
 *
 * @param port 0 only with a service that has no port of its own
 * @param weight 0 or more; 0 gets no new connections
 * @param upperThreshold connections above which it gets no new ones; 0 for no limit
 * @param lowerThreshold connections below which it gets them again; 0 for the kernel's three
 *     quarters of the upper
 */
public record Destination(
    IpAddress address,
    int port,
    Forwarding forwarding,
    int weight,
    int upperThreshold,
    int lowerThreshold) {

  /** What makes it the one that it is among its service's. */
  public record Key(IpAddress address, int port) {
    /** As ipvsadm prints it: {@code 10.1.0.1:80}, {@code [2001:db8::1]:80}. */
    public String words() {
      return (address.family() == Family.IPV6 ? "[" + address + "]" : address.toString())
          + ":"
          + port;
    }

    /** Written out, as {@link IpAddress#equals}'s is. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && port == that.port && address.equals(that.address);
    }

    @Override
    public int hashCode() {
      return 31 * address.hashCode() + port;
    }
  }

  /** Its identity. */
  public Key key() {
    return new Key(address, port);
  }

  /** The same with another weight. */
  public Destination withWeight(int other) {
    return new Destination(address, port, forwarding, other, upperThreshold, lowerThreshold);
  }
}
