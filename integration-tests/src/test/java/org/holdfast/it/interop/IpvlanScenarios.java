package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Pcap;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

/** Tests addresses on ipvlan links, beside keepalived with the same file. */
final class IpvlanScenarios {

  private static final String VIP = "10.9.0.100";
  private static final String VIP6 = "2001:db8:9::100";
  private static final String OURS = "10.9.0.11";
  private static final String THEIRS = "10.9.0.12";

  private static final String IPV6 =
      """
      global_defs {
        vrrp_version 3
      }
      vrrp_instance VI_1 {
        interface eth0
        use_ipvlan ipv.51
        virtual_router_id 51
        priority %d
        advert_int 1
        virtual_ipaddress {
          fe80::100/64
          2001:db8:9::100/64
        }
      }
      """;

  private static String conf(int priority, String address) {
    return """
    global_defs {
      vrrp_version 3
    }
    vrrp_instance VI_1 {
      interface eth0
      use_ipvlan ipv.51 %2$s/24 bridge
      virtual_router_id 51
      priority %1$d
      advert_int 1
      virtual_ipaddress {
        10.9.0.100/24
      }
    }
    """
        .formatted(priority, address);
  }

  private static Daemon keepalived(Node node, String conf) throws IOException {
    var directory = Files.createTempDirectory("keepalived");
    var file = Files.writeString(directory.resolve("keepalived.conf"), conf);
    return node.start(
        "keepalived",
        "--dont-fork",
        "--log-console",
        "--vrrp",
        "--use-file=" + file,
        "--pid=" + directory.resolve("keepalived.pid"),
        "--vrrp_pid=" + directory.resolve("vrrp.pid"));
  }

  private static void await(String fact, LabAgent agent, Daemon other, BooleanSupplier condition) {
    try {
      Awaitility.await(fact).atMost(Lab.PATIENCE).until(condition::getAsBoolean);
    } catch (RuntimeException e) {
      throw new AssertionError(
          "not so: " + fact + "\n" + String.join("\n", agent.log()) + "\n" + other.log(), e);
    }
  }

  private static boolean answers(PairLab lab, String address) {
    return lab.client().succeeds("ping", "-n", "-c1", "-W1", address);
  }

  private static boolean isServedBy(PairLab lab, String vip, Node director) {
    lab.client().run("ip", "neigh", "flush", "all");
    return answers(lab, vip)
        && lab.client().run("ip", "neigh", "show", vip).contains(director.hardwareAddress("eth0"));
  }

  private static String lastSource(Pcap capture) {
    return capture.rows("vrrp", "ip.src").getLast().getFirst();
  }

  /** Returns the objects in the status of the only instance: words, wanted, found. */
  private static List<String> objects(LabAgent agent) {
    var report = agent.report().orElseThrow();
    assertThat(report.staticObjects()).isEmpty();
    return report.instances().getFirst().objects().stream()
        .map(one -> one.kind() + " " + one.object() + " " + one.wanted() + " " + one.found())
        .toList();
  }

  private static boolean hasLink(Node node) {
    return node.run("ip", "-d", "link", "show").contains("ipvlan");
  }

  /** keepalived has its address on its link in every state too, and sends the adverts from it. */
  @Test
  void anAddressOfItsOwnIsThereInEveryStateAndSendsTheAdverts() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.TSHARK);
    try (var lab = PairLab.open();
        var agent = new LabAgent(lab.a());
        var other = keepalived(lab.b(), conf(100, THEIRS))) {
      await("keepalived serves", agent, other, () -> isServedBy(lab, VIP, lab.b()));
      agent.start(conf(50, OURS));
      var first = lab.lan().capture("keepalived.pcap");
      await("we answer as a backup", agent, other, () -> answers(lab, OURS));
      await("keepalived answers as master", agent, other, () -> answers(lab, THEIRS));
      assertThat(lab.a().holds(IpAddress.of(VIP))).isFalse();
      assertThat(objects(agent))
          .as("a backup has both")
          .containsExactly(
              "link ipv.51 on eth0 as an ipvlan true true",
              "address " + OURS + "/24 dev ipv.51 true true");

      lab.a().run("ip", "link", "set", "ipv.51", "down");
      await("our link is put back", agent, other, () -> answers(lab, OURS));
      assertThat(lastSource(first.stop())).isEqualTo(THEIRS);

      agent.configure(conf(150, OURS));
      agent.reload();
      await("we serve", agent, other, () -> isServedBy(lab, VIP, lab.a()));
      var second = lab.lan().capture("holdfast.pcap");
      await("we answer as master", agent, other, () -> answers(lab, OURS));
      await("keepalived answers as a backup", agent, other, () -> answers(lab, THEIRS));
      await("our adverts have our address", agent, other, () -> hasAdvert(lab, OURS));
      assertThat(lastSource(second.stop())).isEqualTo(OURS);

      agent.kill();
      agent.start(conf(50, OURS));
      await("we are a backup", agent, other, () -> agent.state("VI_1").equals("BACKUP"));
      await("keepalived serves again", agent, other, () -> isServedBy(lab, VIP, lab.b()));
      await("we answer after a crash", agent, other, () -> answers(lab, OURS));

      agent.stop();
      assertThat(hasLink(lab.a())).isFalse();
      assertThat(answers(lab, OURS)).isFalse();
    }
  }

  /** Whether an advert from that address reaches the client within five seconds. */
  private static boolean hasAdvert(PairLab lab, String source) {
    return lab.client()
        .succeeds(
            "timeout",
            "5",
            "dumpcap",
            "-P",
            "-q",
            "-i",
            "eth0",
            "-c",
            "1",
            "-f",
            "proto 112 and src host " + source,
            "-w",
            lab.client().lab().directory().resolve("one.pcap").toString());
  }

  @Test
  void ipv6AddressesMoveBetweenTheIpvlanLinksOfBoth() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    try (var lab = PairLab.open();
        var agent = new LabAgent(lab.a());
        var other = keepalived(lab.b(), IPV6.formatted(100))) {
      await("keepalived serves", agent, other, () -> isServedBy(lab, VIP6, lab.b()));
      agent.start(IPV6.formatted(150));
      await("we serve", agent, other, () -> isServedBy(lab, VIP6, lab.a()));
      await("keepalived yields", agent, other, () -> !lab.b().holds(IpAddress.of(VIP6)));
      assertThat(lab.a().run("ip", "addr", "show", "ipv.51"))
          .contains("fe80::100/64")
          .contains(VIP6 + "/64");

      agent.kill();
      await("keepalived takes over", agent, other, () -> lab.b().holds(IpAddress.of(VIP6)));
      agent.start(IPV6.formatted(150));
      await("we serve again", agent, other, () -> isServedBy(lab, VIP6, lab.a()));

      lab.a().run("ip", "link", "set", "eth0", "down");
      await("keepalived takes over again", agent, other, () -> isServedBy(lab, VIP6, lab.b()));
      lab.a().run("ip", "link", "set", "eth0", "up");
      await("we serve after that", agent, other, () -> isServedBy(lab, VIP6, lab.a()));

      agent.stop();
      assertThat(hasLink(lab.a())).isFalse();
      await("keepalived serves alone", agent, other, () -> isServedBy(lab, VIP6, lab.b()));
    }
  }

  @Test
  void theAddressesMoveBetweenTheIpvlanLinksOfBoth() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    try (var lab = PairLab.open();
        var agent = new LabAgent(lab.a());
        var other = keepalived(lab.b(), conf(100, THEIRS))) {
      var vip = IpAddress.of(VIP);
      await("keepalived serves", agent, other, () -> isServedBy(lab, VIP, lab.b()));

      agent.start(conf(150, OURS));
      await("we are master", agent, other, () -> agent.state("VI_1").equals("MASTER"));
      await("keepalived yields", agent, other, () -> !lab.b().holds(vip));
      assertThat(lab.a().run("ip", "-d", "link", "show", "ipv.51"))
          .contains("ipvlan")
          .contains("mode l2 bridge")
          .contains(lab.a().hardwareAddress("eth0"))
          .contains("alias holdfast");
      assertThat(lab.a().run("ip", "addr", "show", "ipv.51")).contains(VIP + "/24");
      await("we serve", agent, other, () -> isServedBy(lab, VIP, lab.a()));

      agent.kill();
      await("keepalived takes over", agent, other, () -> lab.b().holds(vip));
      agent.start(conf(150, OURS));
      await("we are master again", agent, other, () -> agent.state("VI_1").equals("MASTER"));
      await("keepalived yields again", agent, other, () -> !lab.b().holds(vip));
      await("we serve again", agent, other, () -> isServedBy(lab, VIP, lab.a()));

      lab.a().run("ip", "link", "del", "ipv.51");
      await(
          "the link is put back",
          agent,
          other,
          () -> lab.a().succeeds("ip", "addr", "show", "ipv.51") && isServedBy(lab, VIP, lab.a()));

      agent.stop();
      assertThat(hasLink(lab.a())).isFalse();
      await("keepalived serves again", agent, other, () -> isServedBy(lab, VIP, lab.b()));
    }
  }
}
