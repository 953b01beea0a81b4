package org.holdfast.ipvs;

import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server of a virtual service, as it should be in the kernel's table.
 *
 * @param port 0 only with a service that has no port of its own
 * @param weight 0 or more; with 0 the server gets no new connections
 * @param upperThreshold number of connections above which the server gets no new ones; 0 for no
 *     limit
 * @param lowerThreshold number of connections below which it gets new ones again; 0 for the
 *     kernel's default, three quarters of the upper threshold
 */
public record Destination(
    IpAddress address,
    int port,
    Forwarding forwarding,
    int weight,
    int upperThreshold,
    int lowerThreshold) {

  /** The identity of a server within its service. */
  public record Key(IpAddress address, int port) {
    /** The form that ipvsadm prints: {@code 10.1.0.1:80}, {@code [2001:db8::1]:80}. */
    public String words() {
      return (address.family() == Family.IPV6 ? "[" + address + "]" : address.toString())
          + ":"
          + port;
    }

    /** Written by hand, like {@link IpAddress#equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && port == that.port && address.equals(that.address);
    }

    @Override
    public int hashCode() {
      return 31 * address.hashCode() + port;
    }
  }

  /** The server's identity within its service. */
  public Key key() {
    return new Key(address, port);
  }

  /**
   * The same server in the service {@code key}, whose port it takes if it has none of its own. In a
   * service with a firewall mark, packets that are not translated keep their ports.
   */
  public Destination under(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Address service when port == 0 ->
          new Destination(
              address, service.port(), forwarding, weight, upperThreshold, lowerThreshold);
      case ServiceKey.Mark _ when !(forwarding instanceof Forwarding.Nat) ->
          new Destination(address, 0, forwarding, weight, upperThreshold, lowerThreshold);
      case ServiceKey.Address _, ServiceKey.Mark _ -> this;
    };
  }

  /** The same server with another weight. */
  public Destination withWeight(int other) {
    return other == weight
        ? this
        : new Destination(address, port, forwarding, other, upperThreshold, lowerThreshold);
  }
}
