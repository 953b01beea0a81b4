package org.holdfast.ipvs;

import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** The identity of a virtual service in the kernel's table. */
public sealed interface ServiceKey {

  /** The family of the clients' packets. */
  Family family();

  /** The form that ipvsadm prints: {@code TCP 10.0.0.1:80}, {@code FWM 7 IPv6}. */
  String words();

  /**
   * An address and a port.
   *
   * @param port 0 for every port, which needs persistence
   */
  record Address(Protocol protocol, IpAddress address, int port) implements ServiceKey {
    @Override
    public Family family() {
      return address.family();
    }

    @Override
    public String words() {
      return protocol
          + " "
          + (family() == Family.IPV6 ? "[" + address + "]" : address.toString())
          + ":"
          + port;
    }

    /** Written by hand, like {@link IpAddress#equals}. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Address that
          && protocol == that.protocol
          && port == that.port
          && address.equals(that.address);
    }

    @Override
    public int hashCode() {
      return (31 * address.hashCode() + port) * 31 + protocol.number();
    }
  }

  /** Packets with a firewall mark, which is never 0. */
  record Mark(int fwmark, Family family) implements ServiceKey {
    @Override
    public String words() {
      return "FWM " + Integer.toUnsignedString(fwmark) + (family == Family.IPV6 ? " IPv6" : "");
    }
  }

  /** The transport protocol. */
  enum Protocol {
    TCP(6),
    UDP(17),
    SCTP(132);

    private final int number;

    Protocol(int number) {
      this.number = number;
    }

    /** IANA's protocol number. */
    public int number() {
      return number;
    }
  }
}
