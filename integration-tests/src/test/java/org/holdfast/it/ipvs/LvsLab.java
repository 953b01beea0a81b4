package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;
import org.holdfast.net.IpAddress;

/**
 * A client, two directors and three servers, each in a network namespace with its own IPVS table:
 *
 * <pre>
 *            client .3, .201 to .220
 *               |
 *   ------------+----- front: 10.9.0.0/24, 2001:db8:9::/64 ------
 *      |      |          |    |    |
 *     a .1   b .2       s1   s2   s3   .11 .12 .13
 *      |      |          |    |    |
 *   ------------------ back: 10.9.1.0/24, 2001:db8:9:1::/64 -----
 * </pre>
 *
 * <p>NAT uses the back network, where the servers send the packets of NAT connections to {@link
 * #GATEWAY}, an address that moves with the virtual ones. For direct routing the servers have
 * {@link #DIRECT} on lo and do not answer ARP for it (arp_ignore, arp_announce); for tunnels they
 * have {@link #TUNNEL} on the tunnel's device. In both cases the servers answer the client
 * directly. They listen on the TCP ports 80 and 443 and on the UDP port 53.
 */
final class LvsLab implements AutoCloseable {

  static final String NAT = "10.9.0.100";
  static final String DIRECT = "10.9.0.101";
  static final String TUNNEL = "10.9.0.102";
  static final String MARKED = "10.9.0.103";
  static final String NAT6 = "2001:db8:9::100";
  static final String DIRECT6 = "2001:db8:9::101";
  static final String TUNNEL6 = "2001:db8:9::102";
  static final String GATEWAY = "10.9.1.100";
  static final String GATEWAY6 = "2001:db8:9:1::100";
  static final int SORRY_PORT = 8090;
  static final String SORRY = "sorry";

  /** The addresses that the client may use as source. */
  static final List<String> SOURCES =
      IntStream.rangeClosed(201, 220).mapToObj(last -> "10.9.0." + last).toList();

  /**
   * The polling interval: each look starts processes on the only slow processor, which the agents
   * also use.
   */
  private static final Duration POLL = Duration.ofMillis(200);

  /** What {@code ip} does on each server. */
  private static final String SERVER =
      """
      addr add %1$s/32 dev lo
      addr add %2$s/128 dev lo
      link set tunl0 up
      link set ip6tnl0 up
      addr add %3$s/32 dev tunl0
      addr add %4$s/128 dev ip6tnl0
      rule add from 10.9.1.0/24 to 10.9.0.0/24 table 100
      route add default via %5$s table 100
      route add default via %6$s table 100
      """
          .formatted(DIRECT, DIRECT6, TUNNEL, TUNNEL6, GATEWAY, GATEWAY6);

  private static final String IPV6_RULE =
      "ip -6 rule add from 2001:db8:9:1::/64 to 2001:db8:9::/64 table 100";

  private final Lab lab = Lab.open();
  private final Switch front;
  private final Node clientNode;
  private final LabAgent a;
  private final LabAgent b;
  private final List<Node> servers = new ArrayList<>();
  private final List<NamedServer> listening = new ArrayList<>();
  private final List<NamedServer> others = new ArrayList<>();

  private LvsLab() {
    front = lab.addSwitch("front");
    var back = lab.addSwitch("back");
    clientNode = attach("client", 3, front);
    clientNode.ip(
        SOURCES.stream()
            .map(address -> "addr add " + address + "/24 dev eth0\n")
            .collect(Collectors.joining()));
    a = new LabAgent(director("a", 1, back));
    b = new LabAgent(director("b", 2, back));
    for (int i = 1; i <= 3; i++) {
      var server = attach("s" + i, 10 + i, front);
      server.attach(back, "eth1", "10.9.1.1" + i + "/24", "2001:db8:9:1::1" + i + "/64");
      set(server, "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2");
      server.ip(SERVER);
      // not in the batch, in which rules are IPv4's
      server.run(IPV6_RULE.split(" ", -1));
      servers.add(server);
    }
  }

  /** Opens a lab where the servers listen but no agent runs. */
  static LvsLab open() {
    var lab = new LvsLab();
    try {
      for (var node : lab.servers) {
        lab.listening.add(NamedServer.tcp(node.name(), node, 80, 443));
        var addresses =
            node.addresses().stream()
                .filter(address -> !address.isLinkLocal())
                .map(IpAddress::toString)
                .toList();
        lab.others.add(NamedServer.udp(node.name(), node, addresses, 53));
      }
      lab.others.add(NamedServer.tcp(SORRY, lab.servers.getFirst(), SORRY_PORT));
      return lab;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private Node attach(String name, int host, Switch lan) {
    return lab.addNode(name)
        .attach(lan, "eth0", "10.9.0." + host + "/24", "2001:db8:9::" + host + "/64");
  }

  private Node director(String name, int host, Switch back) {
    var node = attach(name, host, front);
    node.attach(back, "eth1", "10.9.1." + host + "/24", "2001:db8:9:1::" + host + "/64");
    set(node, "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    return node;
  }

  private static void set(Node node, String first, String second) {
    node.run("sysctl", "-qw", first, second);
  }

  Switch front() {
    return front;
  }

  Client client() {
    return new Client(clientNode);
  }

  Node clientNode() {
    return clientNode;
  }

  LabAgent a() {
    return a;
  }

  LabAgent b() {
    return b;
  }

  /** Kills the server with this number, counted from 1. */
  void kill(int server) {
    listening.get(server - 1).close();
  }

  /** Starts the server with this number again. */
  void revive(int server) {
    var node = servers.get(server - 1);
    listening.set(server - 1, NamedServer.tcp(node.name(), node, 80, 443));
  }

  /**
   * Returns an instance with every virtual address; the two directors differ only in their
   * priority. The IPv6 addresses are /128, so that the kernel does not use one as the source of a
   * check: a server that has it on lo would answer itself.
   */
  static String instance(int priority) {
    return """
    vrrp:
      instances:
        VI_1:
          interface: eth0
          virtual-router-id: 51
          version: 3
          priority: %d
          advertisement-interval: 300ms
          addresses: [%s/24, %s/24, %s/24, %s/24, {address: %s/24, interface: eth1}]
          excluded-addresses: ["%s", "%s", "%s", {address: "%s", interface: eth1}]
    """
        .formatted(
            priority, NAT, DIRECT, TUNNEL, MARKED, GATEWAY, NAT6, DIRECT6, TUNNEL6, GATEWAY6);
  }

  /** Starts a as master and b as backup with the same virtual servers. */
  void start(String virtualServers) {
    a.start(instance(150) + virtualServers);
    b.start(instance(100) + virtualServers);
    await(
        "a is master, b backup",
        () -> a.state("VI_1").equals("MASTER") && b.state("VI_1").equals("BACKUP"));
  }

  /** Returns the table of a node in ipvsadm's syntax, sorted. */
  static List<String> rules(Node node) {
    return node.run("ipvsadm", "-Sn").lines().map(String::strip).sorted().toList();
  }

  /** Waits until a condition holds. */
  void await(String fact, BooleanSupplier condition) {
    awaitThat(
        fact,
        () -> {
          if (!condition.getAsBoolean()) {
            throw new AssertionError("not so: " + fact);
          }
        });
  }

  /** Waits until an assertion holds. */
  void awaitThat(String fact, ThrowingRunnable assertion) {
    try {
      Awaitility.await(fact).atMost(Lab.PATIENCE).pollInterval(POLL).untilAsserted(assertion);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + logs(), e);
    }
  }

  /**
   * Waits until an assertion about the tables of the directors, which both run, holds. It is tried
   * when the kernel's own list of a table has changed, and otherwise every second because that list
   * has not all terms: {@code ipvsadm} would take a third of the processor while an agent starts.
   */
  void awaitTables(String fact, ThrowingRunnable assertion) {
    var looks = new TableLooks(assertion, List.of(a.node(), b.node()));
    awaitThat(fact, looks);
  }

  /** Returns the logs of both agents. */
  String logs() {
    return "\n%s:\n  %s\n%s:\n  %s"
        .formatted(a, String.join("\n  ", a.log()), b, String.join("\n  ", b.log()));
  }

  @Override
  public void close() {
    listening.forEach(NamedServer::close);
    others.forEach(NamedServer::close);
    lab.close();
  }
}
