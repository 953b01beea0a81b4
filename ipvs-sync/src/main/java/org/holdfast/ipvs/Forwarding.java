package org.holdfast.ipvs;

/** How packets get to a server. */
public sealed interface Forwarding {

  /** The destination address is rewritten (NAT, ipvsadm's masquerade). */
  record Nat() implements Forwarding {}

  /** The frame goes to the server's MAC address (DR, ipvsadm's route). */
  record DirectRoute() implements Forwarding {}

  /** IP in IP. */
  record IpIp() implements Forwarding {}

  /** Generic UDP encapsulation to {@code port}. */
  record Gue(int port, TunnelChecksum checksum) implements Forwarding {}

  /** GRE. */
  record Gre(TunnelChecksum checksum) implements Forwarding {}

  /** Of the outer header; remote checksums are for GUE alone. */
  enum TunnelChecksum {
    NONE,
    CHECKSUM,
    REMOTE
  }

  Forwarding NAT = new Nat();
  Forwarding DIRECT_ROUTE = new DirectRoute();
  Forwarding IPIP = new IpIp();
}
