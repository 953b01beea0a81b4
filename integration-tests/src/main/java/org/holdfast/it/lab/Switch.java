package org.holdfast.it.lab;

/** An Ethernet switch: a kernel bridge that floods multicast and never blocks a port. */
public final class Switch {
  private final Lab lab;
  private final String name;

  Switch(Lab lab, String name) {
    this.lab = lab;
    this.name = name;
    lab.run("ip", "link", "add", name, "type", "bridge", "mcast_snooping", "0");
    lab.run("ip", "link", "set", name, "up");
  }

  /** The switch's own end of a node's cable. */
  private static String port(Node node, String device) {
    return node.name() + "-" + device;
  }

  void connect(Node node, String device) {
    String port = port(node, device);
    lab.run(
        "ip", "link", "add", port, "type", "veth", "peer", "name", device, "netns", node.name());
    lab.run("ip", "link", "set", port, "master", name, "up");
  }

  /** Pulls the cable: the node loses its carrier. */
  void unplug(Node node, String device) {
    lab.run("ip", "link", "set", port(node, device), "down");
  }

  /** Puts the cable back. */
  void plug(Node node, String device) {
    lab.run("ip", "link", "set", port(node, device), "up");
  }

  /** Lets nothing of this port through, although its light stays on: a partition. */
  void isolate(Node node, String device) {
    lab.run("ip", "link", "set", port(node, device), "nomaster");
  }

  /** Ends the partition. */
  void rejoin(Node node, String device) {
    lab.run("ip", "link", "set", port(node, device), "master", name);
  }

  /** Cuts the cable for good: the port goes, and the node's device with it. */
  void disconnect(Node node, String device) {
    lab.run("ip", "link", "del", port(node, device));
  }

  /** Captures everything that crosses the switch, into a pcap file of this name. */
  public Capture capture(String file) {
    return new Capture(lab, name, file, "");
  }

  /** The same of what a filter in pcap's language lets through: a flood would fill the disk. */
  public Capture capture(String file, String filter) {
    return new Capture(lab, name, file, filter);
  }
}
