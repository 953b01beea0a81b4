package org.holdfast.it.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A host: one network namespace with its links. The processes of a node see the lab's private
 * {@code /run} and the machine's files.
 */
public final class Node {
  // Duplicate address detection would delay every IPv6 address for a second or two.
  private static final String BOOT =
      """
      for f in /proc/sys/net/ipv6/conf/all /proc/sys/net/ipv6/conf/default; do
        [ ! -e $f ] || echo 0 >$f/accept_dad
      done
      ip link set lo up
      """;

  /** Commands that use sockets and {@code /proc/sys/net}, but not {@code /sys}. */
  private static final Set<String> WITHOUT_SYS =
      Set.of("bridge", "ip", "ipvsadm", "iptables-legacy", "kill", "nft", "ping", "sysctl");

  private record Link(Switch lan, String device, List<IpPrefix> addresses) {}

  private final Lab lab;
  private final String name;
  private final List<Link> links = new ArrayList<>();

  /** Runs the commands that need no {@code /sys}, if it is cheaper than without it. */
  private final @Nullable LabShell shell;

  Node(Lab lab, String name) {
    this.lab = lab;
    this.name = name;
    shell = Lab.shell(lab.inside(this, List.of("sh")));
  }

  public String name() {
    return name;
  }

  public Lab lab() {
    return lab;
  }

  /** Returns the hardware address of a device, in the form 02:00:5e:10:00:01. */
  public String hardwareAddress(String device) {
    return run("cat", "/sys/class/net/" + device + "/address").strip();
  }

  /**
   * Adds a device with these addresses, connects it to the switch, and sets it up. The device
   * survives a power cycle.
   */
  public Node attach(Switch lan, String device, String... addresses) {
    Link link = new Link(lan, device, Arrays.stream(addresses).map(IpPrefix::of).toList());
    links.add(link);
    connect(link);
    return this;
  }

  private void connect(Link link) {
    link.lan().connect(this, link.device());
    ip(
        link.addresses().stream()
            .map(address -> "addr add %s dev %s%n".formatted(address, link.device()))
            .collect(Collectors.joining("", "link set %s up%n".formatted(link.device()), "")));
  }

  /** Pulls the cable of a device: the device loses its carrier, and the node keeps running. */
  public void unplug(String device) {
    link(device).lan().unplug(this, device);
  }

  /** Plugs the cable in again. */
  public void plug(String device) {
    link(device).lan().plug(this, device);
  }

  /**
   * Cuts the node off although it keeps its carrier: each side believes that the other one is dead.
   */
  public void isolate(String device) {
    link(device).lan().isolate(this, device);
  }

  /** Ends the isolation. */
  public void rejoin(String device) {
    link(device).lan().rejoin(this, device);
  }

  /**
   * Parts a device from all other parted ones: they reach every node except each other. The parted
   * devices are those of a pair whose members lose sight of each other while clients reach both.
   */
  public void part(String device) {
    link(device).lan().part(this, device);
  }

  /** Ends the parting. */
  public void unite(String device) {
    link(device).lan().unite(this, device);
  }

  /** Stops what this device sends at the switch; the node still receives. */
  public void mute(String device) {
    link(device).lan().drop(this, device, "iifname");
  }

  /** Stops at the switch what this device would receive; what it sends still arrives. */
  public void deafen(String device) {
    link(device).lan().drop(this, device, "oifname");
  }

  /** Ends {@link #mute} and {@link #deafen}. */
  public void heal(String device) {
    link(device).lan().pass(this, device);
  }

  /** Removes a device with its cable for good; {@link #replace} creates a different one. */
  public void remove(String device) {
    link(device).lan().disconnect(this, device);
  }

  /** Adds the device again, with the same name, cable and addresses but another interface index. */
  public void replace(String device) {
    connect(link(device));
  }

  private Link link(String device) {
    return links.stream()
        .filter(link -> link.device().equals(device))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("device: " + device + " of " + name));
  }

  /**
   * Cuts the power: first the wires go silent, so that no ending process can send a last packet;
   * then every process is killed and all kernel state of the node is removed.
   */
  public void powerOff() {
    for (Link link : links) {
      link.lan().disconnect(this, link.device());
    }
    closeShell();
    // A process that ends on its own before its turn is no failure.
    lab.run("sh", "-c", "ip netns pids " + name + " | sort -rn | xargs -r kill -KILL || true");
    lab.run("ip", "netns", "del", name);
  }

  /**
   * Boots the node with the same cabling; the processes that ran on it do not start by themselves.
   */
  public void powerOn() {
    lab.run("ip", "netns", "add", name);
    List<String> boot = List.of("sh", "-c", BOOT);
    var booted =
        shell == null ? LabCommand.attempt(lab.inside(this, boot)) : shell.script(BOOT.strip());
    String _ = booted.outputOf(boot);
    links.forEach(this::connect);
  }

  void closeShell() {
    if (shell != null) {
      shell.close();
    }
  }

  /**
   * Runs a short command on this node and returns its output.
   *
   * @throws LabException if the status is not 0
   */
  public String run(String... command) {
    return attempt(List.of(command), "").outputOf(List.of(command));
  }

  private LabCommand.Result attempt(List<String> command, String input) {
    return shell != null && WITHOUT_SYS.contains(command.getFirst())
        ? shell.run(command, input)
        : LabCommand.attempt(inside(command), input);
  }

  /**
   * Does several things with one {@code ip} on this node.
   *
   * @param lines what it is told to do, line by line, without the word {@code ip}
   * @throws LabException at the first line that fails
   */
  public void ip(String lines) {
    String _ = attempt(Lab.IP_BATCH, lines).outputOf(Lab.IP_BATCH);
  }

  /** Returns whether a short command succeeds on this node. */
  public boolean succeeds(String... command) {
    return attempt(List.of(command), "").status() == 0;
  }

  /** Starts a long-running command on this node. */
  public Daemon start(String... command) {
    return new Daemon(inside(List.of(command)));
  }

  /**
   * Captures the traffic of a device that matches a filter in pcap syntax. The time of a packet
   * that the node sends is the one at which its program handed it over: it contains no delay of the
   * network, which a capture on the switch does.
   */
  public Capture capture(String device, String file, String filter) {
    return new Capture(lab, this::inside, device, file, filter);
  }

  /**
   * Does work of this JVM in the node's network: sockets that the work opens belong to the node.
   * This needs root, so in practice it works only inside {@link UserModeLinux}.
   */
  public <T> T call(Callable<T> work) {
    return NetworkNamespace.call(lab.namespaces().resolve(name), work);
  }

  List<String> inside(List<String> command) {
    if (WITHOUT_SYS.contains(command.getFirst())) {
      return lab.inside(this, command);
    }
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
    line.addAll(command);
    return lab.inside(line);
  }

  /** Returns whether this node has the address, as in {@link #addresses()}. */
  public boolean holds(IpAddress address) {
    return addresses().contains(address);
  }

  /**
   * Returns the addresses of this node on links that may carry traffic, according to the kernel,
   * not to the router. Addresses of a link that is held down ({@code protodown}, which FRR uses on
   * a backup) do not count.
   */
  public Set<IpAddress> addresses() {
    return links()
        .filter(link -> !isHeldDown(link))
        .flatMap(Node::addressesOf)
        .collect(Collectors.toSet());
  }

  /** Returns the output of {@code ip -details -json address}, a map for each link. */
  private Stream<Map<?, ?>> links() {
    try {
      return maps(JSON.std.listFrom(run("ip", "-d", "-j", "addr", "show")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isHeldDown(Map<?, ?> link) {
    return link.containsKey("proto_down") || !list(link, "flags").contains("UP");
  }

  private static Stream<IpAddress> addressesOf(Map<?, ?> link) {
    return maps(list(link, "addr_info"))
        .map(address -> IpAddress.of(String.valueOf(address.get("local"))));
  }

  private static List<?> list(Map<?, ?> object, String key) {
    return object.get(key) instanceof List<?> list ? list : List.of();
  }

  private static Stream<Map<?, ?>> maps(List<?> list) {
    return list.stream().map(element -> element instanceof Map<?, ?> map ? map : Map.of());
  }

  @Override
  public String toString() {
    return name;
  }
}
