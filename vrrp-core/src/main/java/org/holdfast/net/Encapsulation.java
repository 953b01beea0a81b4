package org.holdfast.net;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A lightweight tunnel: the header that a route puts before its packets (LWTUNNEL_* of Linux). */
public sealed interface Encapsulation {

  /** The words by which {@code ip route} and keepalived.conf know it. */
  String words();

  /**
   * MPLS labels, the outermost first.
   *
   * @param labels each from 0 to 1048575
   */
  record Mpls(List<Integer> labels) implements Encapsulation {

    /** The highest label. */
    public static final int LARGEST_LABEL = 0xf_ffff;

    /** The kernel's limit on the labels of one route. */
    public static final int MOST_LABELS = 30;

    public Mpls {
      labels = List.copyOf(labels);
      if (labels.isEmpty()
          || labels.size() > MOST_LABELS
          || labels.stream().anyMatch(label -> label < 0 || label > LARGEST_LABEL)) {
        throw new IllegalArgumentException(
            "labels " + labels + " (expected: 1 to " + MOST_LABELS + " labels, 0..1048575)");
      }
    }

    @Override
    public String words() {
      return "encap mpls " + labels.stream().map(String::valueOf).collect(Collectors.joining("/"));
    }
  }

  /**
   * The header of an IP tunnel whose device the route names. A value of 0 is the kernel's default.
   *
   * @param family the family of the outer header
   * @param id the tunnel's key, 64 bits
   * @param trafficClass the TOS of IPv4 or the traffic class of IPv6
   * @param hopLimit the TTL of IPv4 or the hop limit of IPv6
   * @param flags the kernel's number of flags, 16 bits
   */
  record Tunnel(
      Family family,
      long id,
      Optional<IpAddress> destination,
      Optional<IpAddress> source,
      int trafficClass,
      int hopLimit,
      int flags)
      implements Encapsulation {

    public Tunnel {
      if (destination.or(() -> source).map(IpAddress::family).orElse(family) != family
          || source.map(IpAddress::family).orElse(family) != family) {
        throw new IllegalArgumentException(
            "tunnel of " + family + ": an address of another family");
      }
    }

    @Override
    public String words() {
      boolean v4 = family == Family.IPV4;
      var text = new StringBuilder(v4 ? "encap ip" : "encap ip6");
      if (id != 0) {
        text.append(" id ").append(Long.toUnsignedString(id));
      }
      source.ifPresent(address -> text.append(" src ").append(address));
      destination.ifPresent(address -> text.append(" dst ").append(address));
      if (hopLimit != 0) {
        text.append(v4 ? " ttl " : " hoplimit ").append(hopLimit);
      }
      if (trafficClass != 0) {
        text.append(v4 ? " tos " : " tc ").append(trafficClass);
      }
      return text.toString();
    }
  }

  /**
   * Identifier-locator addressing.
   *
   * @param locator the upper 64 bits of the address that the packet gets
   */
  record Ila(long locator) implements Encapsulation {
    @Override
    public String words() {
      return "encap ila %x:%x:%x:%x"
          .formatted(
              locator >>> 48,
              (locator >>> 32) & 0xffff,
              (locator >>> 16) & 0xffff,
              locator & 0xffff);
    }
  }
}
