package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

/** Tests addresses on ipvlan links, beside keepalived with the same file. */
final class IpvlanScenarios {

  private static final String VIP = "10.9.0.100";

  private static String conf(int priority, int host) {
    return """
    global_defs {
      vrrp_version 3
    }
    vrrp_instance VI_1 {
      interface eth0
      use_ipvlan ipv.51 10.9.0.1%2$d/24 bridge
      virtual_router_id 51
      priority %1$d
      advert_int 1
      virtual_ipaddress {
        10.9.0.100/24
      }
    }
    """
        .formatted(priority, host);
  }

  private static Daemon keepalived(Node node) throws IOException {
    var directory = Files.createTempDirectory("keepalived");
    var file = Files.writeString(directory.resolve("keepalived.conf"), conf(100, 2));
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

  private static boolean isServedBy(PairLab lab, Node director) {
    lab.client().run("ip", "neigh", "flush", "all");
    return lab.client().succeeds("ping", "-n", "-c1", "-W1", VIP)
        && lab.client().run("ip", "neigh", "show", VIP).contains(director.hardwareAddress("eth0"));
  }

  @Test
  void theAddressesMoveBetweenTheIpvlanLinksOfBoth() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    try (var lab = PairLab.open();
        var agent = new LabAgent(lab.a());
        var other = keepalived(lab.b())) {
      var vip = IpAddress.of(VIP);
      await("keepalived serves", agent, other, () -> isServedBy(lab, lab.b()));

      agent.start(conf(150, 1));
      await("we are master", agent, other, () -> agent.state("VI_1").equals("MASTER"));
      await("keepalived yields", agent, other, () -> !lab.b().holds(vip));
      assertThat(lab.a().run("ip", "-d", "link", "show", "ipv.51"))
          .contains("ipvlan")
          .contains("mode l2 bridge")
          .contains(lab.a().hardwareAddress("eth0"))
          .contains("alias holdfast");
      assertThat(lab.a().run("ip", "addr", "show", "ipv.51")).contains(VIP + "/24");
      await("we serve", agent, other, () -> isServedBy(lab, lab.a()));

      agent.kill();
      await("keepalived takes over", agent, other, () -> lab.b().holds(vip));
      agent.start(conf(150, 1));
      await("we are master again", agent, other, () -> agent.state("VI_1").equals("MASTER"));
      await("keepalived yields again", agent, other, () -> !lab.b().holds(vip));
      await("we serve again", agent, other, () -> isServedBy(lab, lab.a()));

      lab.a().run("ip", "link", "del", "ipv.51");
      await(
          "the link is put back",
          agent,
          other,
          () -> lab.a().succeeds("ip", "addr", "show", "ipv.51") && isServedBy(lab, lab.a()));

      agent.stop();
      assertThat(lab.a().run("ip", "-d", "link", "show")).doesNotContain("ipvlan");
      await("keepalived serves again", agent, other, () -> isServedBy(lab, lab.b()));
    }
  }
}
