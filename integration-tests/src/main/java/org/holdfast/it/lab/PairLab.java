package org.holdfast.it.lab;

/**
 * The standard lab: one switch, the nodes {@code a} and {@code b} for directors, and a client, all
 * with an eth0 in {@code 10.9.0.0/24} and {@code 2001:db8:9::/64}.
 */
public final class PairLab implements AutoCloseable {
  /** A virtual IPv4 address in the lab's network. */
  public static final String VIP = "10.9.0.100/24";

  /** The link-local address that VRRP for IPv6 requires as the first one. */
  public static final String VIP6_LINK_LOCAL = "fe80::100/64";

  /** A virtual IPv6 address in the lab's network. */
  public static final String VIP6 = "2001:db8:9::100/64";

  public static final String ADDRESS_OF_A = "10.9.0.1";
  public static final String ADDRESS_OF_B = "10.9.0.2";

  private final Lab lab;
  private final Switch lan;
  private final Node a;
  private final Node b;
  private final Node client;

  private PairLab(Lab lab) {
    this.lab = lab;
    lan = lab.addSwitch("lan");
    a = lab.addNode("a").attach(lan, "eth0", ADDRESS_OF_A + "/24", "2001:db8:9::1/64");
    b = lab.addNode("b").attach(lan, "eth0", ADDRESS_OF_B + "/24", "2001:db8:9::2/64");
    client = lab.addNode("client").attach(lan, "eth0", "10.9.0.3/24", "2001:db8:9::3/64");
  }

  public static PairLab open() {
    Lab lab = Lab.open();
    try {
      return new PairLab(lab);
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  public Switch lan() {
    return lan;
  }

  public Node a() {
    return a;
  }

  public Node b() {
    return b;
  }

  public Node client() {
    return client;
  }

  @Override
  public void close() {
    lab.close();
  }
}
