package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.Pcap;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests links that fail, vanish and change while the agent runs. */
@Execution(ExecutionMode.CONCURRENT)
final class LinksIT {
  private static final Duration TWO_MASTER_DOWNS = Duration.ofMillis(800);

  private static final String IPV6 =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            priority: %d
            advertisement-interval: 100ms
            addresses: ["fe80::100/64", "2001:db8:9::100/64"]
            track: { own-interface: %s }
      """;

  private static final String ON_ETH1 =
      """
          VI_2:
            interface: eth1
            virtual-router-id: 52
            version: 3
            priority: %d
            advertisement-interval: 100ms
            addresses: [10.10.0.100/24]
      """;

  private static final IpAddress VIP6 = IpAddress.of("2001:db8:9::100");

  /** Adds the further links eth1 and eth2 to both nodes, each on a separate switch. */
  private static void addLinks(AgentPair pair) {
    for (int number = 1; number <= 2; number++) {
      var lan = pair.lab().a().lab().addSwitch("lan" + number);
      var network = "10.%d.0.".formatted(9 + number);
      pair.lab().a().attach(lan, "eth" + number, network + "1/24");
      pair.lab().b().attach(lan, "eth" + number, network + "2/24");
    }
  }

  private static void awaitFault(AgentPair pair, String fault) {
    pair.await(
        "a is at fault: " + fault + ", b is master",
        () -> pair.a().faults("VI_1").contains(fault) && pair.b().state("VI_1").equals("MASTER"));
  }

  @Test
  void aLinkThatIsSetDownIsAFaultUntilItIsUp() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");

      pair.lab().a().run("ip", "link", "set", "eth0", "down");
      awaitFault(pair, "interface eth0 down");
      pair.lab().a().run("ip", "link", "set", "eth0", "up");

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
    }
  }

  @Test
  void aCarrierThatIsLostIsAFaultUntilItIsBack() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");

      pair.lab().a().unplug("eth0");
      awaitFault(pair, "interface eth0 down");
      pair.lab().a().plug("eth0");

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
    }
  }

  @Test
  void aMasterServesAgainAfterItsLinkIsRecreated() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");

      pair.lab().a().remove("eth0");
      awaitFault(pair, "interface eth0 missing");
      pair.lab().a().replace("eth0");

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
    }
  }

  /** The backup hears the master only if it has joined the group on the new interface. */
  @Test
  void aBackupHearsTheMasterAgainAfterItsLinkIsRecreated() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");

      pair.lab().b().remove("eth0");
      pair.await(
          "b knows that its link is missing",
          () -> pair.b().faults("VI_1").contains("interface eth0 missing"));
      pair.lab().b().replace("eth0");

      pair.awaitMaster(pair.a(), "VI_1");
      pair.holdsFor(TWO_MASTER_DOWNS, "b stands by", () -> pair.b().state("VI_1").equals("BACKUP"));
    }
  }

  @Test
  void aLinkThatAppearsAfterTheStartIsJoined() {
    try (var pair = AgentPair.open()) {
      pair.a().start(AgentPair.configuration(150, "") + ON_ETH1.formatted(150));
      pair.b().start(AgentPair.configuration(100, "") + ON_ETH1.formatted(100));

      pair.awaitMaster(pair.a(), "VI_1");
      pair.await(
          "the other one waits for its link",
          () -> pair.a().faults("VI_2").contains("interface eth1 missing"));
      long before = pair.a().transitions("VI_1");
      addLinks(pair);

      pair.awaitMaster(pair.a(), "VI_2");
      assertThat(pair.a().transitions("VI_1")).isEqualTo(before);
    }
  }

  /** The kernel removes a link's multicast groups together with IPv6, and restores only IPv6. */
  @Test
  void anMtuThatIsTooSmallForIpv6AndBackLeavesOneMaster() {
    try (var pair = AgentPair.open()) {
      pair.a().start(IPV6.formatted(150, "yes"));
      pair.b().start(IPV6.formatted(100, "yes"));
      pair.awaitMaster(pair.a(), "VI_1");

      for (var node : List.of(pair.lab().b(), pair.lab().a())) {
        node.run("ip", "link", "set", "eth0", "mtu", "1000");
        node.run("ip", "link", "set", "eth0", "mtu", "1500");

        pair.awaitMaster(pair.a(), "VI_1");
        pair.await("b stands by", () -> pair.b().state("VI_1").equals("BACKUP"));
        pair.holdsFor(
            TWO_MASTER_DOWNS,
            "there is one master",
            () ->
                pair.a().state("VI_1").equals("MASTER") && pair.b().state("VI_1").equals("BACKUP"));
      }
    }
  }

  @Test
  void oneOfTwoFailedLinksRecoveringClearsNoFault() {
    try (var pair = AgentPair.open()) {
      addLinks(pair);
      pair.start("track: { interfaces: [eth1, eth2] }", "");

      pair.lab().a().unplug("eth1");
      pair.lab().a().unplug("eth2");
      awaitFault(pair, "interface eth2 down");
      pair.lab().a().plug("eth1");

      pair.await("one fault is left", () -> pair.a().faults("VI_1").size() == 1);
      pair.holdsFor(
          TWO_MASTER_DOWNS, "a is at fault", () -> pair.a().state("VI_1").equals("FAULT"));
      pair.lab().a().plug("eth2");
      pair.awaitMaster(pair.a(), "VI_1");
    }
  }

  @Test
  void aLinkWithAWeightMovesThePriorityAndTheMastership() {
    try (var pair = AgentPair.open()) {
      addLinks(pair);
      pair.start("track: { interfaces: [{ interface: eth1, weight: -60 }] }", "");

      pair.lab().a().unplug("eth1");
      pair.awaitMaster(pair.b(), "VI_1");
      assertThat(pair.a().log()).anyMatch(line -> line.contains("priority from 150 to 90"));
      pair.lab().a().plug("eth1");

      pair.awaitMaster(pair.a(), "VI_1");
      assertThat(pair.a().log()).anyMatch(line -> line.contains("priority from 90 to 150"));
    }
  }

  @Test
  void anIpv6MasterServesAgainAfterItsLinkWasDown() {
    try (var pair = AgentPair.open()) {
      pair.a().start(IPV6.formatted(150, "yes"));
      pair.b().start(IPV6.formatted(100, "yes"));
      pair.awaitMaster(pair.a(), "VI_1");

      pair.lab().a().run("ip", "link", "set", "eth0", "down");
      pair.await("b is master", () -> pair.lab().b().holds(VIP6));
      pair.lab().a().run("ip", "link", "set", "eth0", "up");

      pair.awaitMaster(pair.a(), "VI_1");
      pair.await("a holds it", () -> pair.lab().a().holds(VIP6) && !pair.lab().b().holds(VIP6));
    }
  }

  /**
   * When a link goes down, the kernel drops all its IPv6 addresses, although the agent did nothing
   * wrong.
   */
  @Test
  void ipv6AddressesThatTheKernelDropsWithTheLinkArePutBack() {
    try (var pair = AgentPair.open()) {
      pair.a().start(IPV6.formatted(150, "no"));
      pair.await("a holds it", () -> pair.lab().a().holds(VIP6));

      pair.lab().a().run("ip", "link", "set", "eth0", "down");
      pair.await("the kernel has dropped it", () -> !pair.lab().a().holds(VIP6));
      pair.lab().a().run("ip", "link", "set", "eth0", "up");

      pair.await("a holds it again", () -> pair.lab().a().holds(VIP6));
    }
  }

  @Test
  void withoutASourceAddressThereIsAFault() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");

      pair.lab().a().run("ip", "addr", "del", "10.9.0.1/24", "dev", "eth0");
      awaitFault(pair, "no source address on eth0");
      pair.awaitHolder(pair.lab().b());
      pair.lab().a().run("ip", "addr", "add", "10.9.0.1/24", "dev", "eth0");

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
    }
  }

  /** When the first address of a network is removed, the kernel removes its others as well. */
  @Test
  void advertsComeFromTheAddressThatIsThereNow() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");

      pair.lab().a().run("ip", "addr", "add", "10.9.0.7/25", "dev", "eth0");
      pair.lab().a().run("ip", "addr", "del", "10.9.0.1/24", "dev", "eth0");

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
      Pcap pcap;
      try (Capture capture = pair.lab().lan().capture("adverts.pcap")) {
        AgentPair.pass(TWO_MASTER_DOWNS);
        pcap = capture.stop();
      }
      assertThat(pcap.count("vrrp && ip.src == 10.9.0.7")).isGreaterThan(4);
      assertThat(pcap.count("vrrp && ip.src != 10.9.0.7")).isZero();
    }
  }
}
