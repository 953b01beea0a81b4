package org.holdfast.ipvs;

/** How packets reach a server. */
public sealed interface Forwarding {

  /** The destination address is rewritten (NAT, ipvsadm's masquerade). */
  record Nat() implements Forwarding {}

  /** The frame goes to the server's MAC address (DR, ipvsadm's route). */
  record DirectRoute() implements Forwarding {}

  /** IP-in-IP encapsulation. */
  record IpIp() implements Forwarding {}

  /** Generic UDP encapsulation to {@code port}. */
  record Gue(int port, TunnelChecksum checksum) implements Forwarding {}

  /** GRE encapsulation. */
  record Gre(TunnelChecksum checksum) implements Forwarding {}

  /** The checksum of the outer header; remote checksums exist only for GUE. */
  enum TunnelChecksum {
    NONE,
    CHECKSUM,
    REMOTE
  }

  Forwarding NAT = new Nat();
  Forwarding DIRECT_ROUTE = new DirectRoute();
  Forwarding IPIP = new IpIp();
}
