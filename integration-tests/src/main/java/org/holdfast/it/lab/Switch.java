package org.holdfast.it.lab;

/** An Ethernet switch: a kernel bridge that floods multicast and never blocks a port. */
public final class Switch {
  private final Lab lab;
  private final String name;

  Switch(Lab lab, String name) {
    this.lab = lab;
    this.name = name;
    lab.ip("link add %1$s type bridge mcast_snooping 0%nlink set %1$s up%n".formatted(name));
  }

  /** Returns the name of the switch's end of a node's cable. */
  private static String port(Node node, String device) {
    return node.name() + "-" + device;
  }

  void connect(Node node, String device) {
    lab.ip(
        """
        link add %1$s type veth peer name %2$s netns %3$s
        link set %1$s master %4$s up
        """
            .formatted(port(node, device), device, node.name(), name));
  }

  /** Pulls the cable: the node loses its carrier. */
  void unplug(Node node, String device) {
    lab.run("ip", "link", "set", port(node, device), "down");
  }

  /** Plugs the cable in again. */
  void plug(Node node, String device) {
    lab.run("ip", "link", "set", port(node, device), "up");
  }

  /** Blocks all traffic of this port although the carrier stays: a partition. */
  void isolate(Node node, String device) {
    lab.run("ip", "link", "set", port(node, device), "nomaster");
  }

  /** Ends the partition. */
  void rejoin(Node node, String device) {
    lab.run("ip", "link", "set", port(node, device), "master", name);
  }

  /**
   * Parts two ports: no frame passes between them, in either direction, while each of them still
   * reaches all other ports.
   */
  void part(Node node, String device) {
    lab.run("bridge", "link", "set", "dev", port(node, device), "isolated", "on");
  }

  /** Ends the parting of this port from other parted ones. */
  void unite(Node node, String device) {
    lab.run("bridge", "link", "set", "dev", port(node, device), "isolated", "off");
  }

  /**
   * Drops all frames that pass through this port in one direction.
   *
   * @param direction {@code iifname} for what the node sends, {@code oifname} for what it would
   *     receive
   */
  void drop(Node node, String device, String direction) {
    String port = port(node, device);
    lab.run("nft", "add table bridge " + table(port));
    lab.run(
        "nft",
        "add chain bridge %s c { type filter hook forward priority 0; }; add rule bridge %s c %s %s drop"
            .formatted(table(port), table(port), direction, port));
  }

  /** Lets frames pass again that {@link #drop} stopped. */
  void pass(Node node, String device) {
    lab.run("nft", "delete table bridge " + table(port(node, device)));
  }

  private static String table(String port) {
    return port.replace('-', '_');
  }

  /** Removes the cable for good, together with the node's device. */
  void disconnect(Node node, String device) {
    lab.run("ip", "link", "del", port(node, device));
  }

  /** Captures all traffic on the switch into a pcap file with this name. */
  public Capture capture(String file) {
    return new Capture(lab, lab::inside, name, file, "");
  }

  /**
   * Captures the traffic that matches a filter in pcap syntax; an unfiltered flood would fill the
   * disk.
   */
  public Capture capture(String file, String filter) {
    return new Capture(lab, lab::inside, name, file, filter);
  }
}
