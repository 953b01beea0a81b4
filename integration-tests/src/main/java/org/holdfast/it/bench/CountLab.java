package org.holdfast.it.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.LabDatagrams;
import org.holdfast.it.lab.LabStreams;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Switch;

/**
 * A pair of directors between a client and a server, with the virtual addresses as gateways:
 *
 * <pre>
 *   client .3 --- front: 10.9.0.0/24, 2001:db8:9::/64 --- a .1, b .2
 *   server .3 --- back: 10.10.0.0/24, 2001:db8:10::/64 --- a .1, b .2
 * </pre>
 *
 * With an IPVS table the server has the addresses of all the servers in it that clients use. For
 * direct routing they are in front, where the server also has the virtual address, about which it
 * is silent in ARP.
 */
final class CountLab implements AutoCloseable {
  private static final String FORWARD =
      """
      sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
      for each in all eth0 eth1; do sysctl -qw net.ipv4.conf.$each.rp_filter=0; done
      """;

  private static final String ARP = "net.ipv4.conf.all.arp_";

  private final PairLab pair = PairLab.open();
  private final Switch back;
  private final LabAgent a;
  private final LabAgent b;

  CountLab(CountVariant variant) {
    Lab lab = pair.a().lab();
    back = lab.addSwitch("back");
    director(pair.a(), 1);
    director(pair.b(), 2);
    Optional<CountTable> direct =
        variant.table().filter(table -> table.forwarding().equals(Forwarding.DIRECT_ROUTE));
    Node server = lab.addNode("server");
    direct.ifPresentOrElse(
        table -> serveInFront(server, table, variant), () -> serveBehind(server, variant));
    LabStreams.serve(server, CountVariant.PORT);
    LabDatagrams.serve(server, CountVariant.PORT);
    a = new LabAgent(pair.a());
    b = new LabAgent(pair.b());
  }

  private void director(Node node, int host) {
    node.attach(
        back, "eth1", CountVariant.BACK + host + "/24", CountVariant.BACK_V6 + host + "/64");
    node.run("sh", "-ec", FORWARD);
  }

  private void serveBehind(Node server, CountVariant variant) {
    Stream<String> own =
        Stream.of(
            CountVariant.BACK + CountVariant.FAR_END + "/24",
            CountVariant.BACK_V6 + CountVariant.FAR_END + "/64");
    server.attach(
        back, "eth0", Stream.concat(own, addresses(variant.table())).toArray(String[]::new));
    route(pair.client(), "10.10.0.0/24", PairLab.VIP);
    route(pair.client(), "2001:db8:10::/64", PairLab.VIP6_LINK_LOCAL);
    // Packets return through the same director only if its address behind moves, too.
    route(server, "10.9.0.0/24", variant.isGroup() ? "10.10.0.100/24" : "10.10.0.1/24");
    route(server, "2001:db8:9::/64", variant.isGroup() ? "fe80::101/64" : "2001:db8:10::1/64");
  }

  private void serveInFront(Node server, CountTable table, CountVariant variant) {
    server.attach(pair.lan(), "eth0", addresses(Optional.of(table)).toArray(String[]::new));
    for (var virtual : variant.probed()) {
      server.run("sysctl", "-qw", ARP + "ignore=1", ARP + "announce=2");
      server.run("ip", "address", "add", virtual + "/32", "dev", "lo");
    }
  }

  private static Stream<String> addresses(Optional<CountTable> table) {
    return table.stream().flatMap(lvs -> lvs.used().stream()).map(address -> address + "/24");
  }

  private static void route(Node node, String network, String gateway) {
    String via = gateway.substring(0, gateway.indexOf('/'));
    node.run("ip", "route", "add", network, "via", via, "dev", "eth0", "onlink");
  }

  LabAgent a() {
    return a;
  }

  LabAgent b() {
    return b;
  }

  Node client() {
    return pair.client();
  }

  @Override
  public void close() {
    List.of(a, b).forEach(LabAgent::close);
    pair.close();
  }
}
