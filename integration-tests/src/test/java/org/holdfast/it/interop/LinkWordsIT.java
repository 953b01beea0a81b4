package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.holdfast.it.interop.BesideKeepalived.Director;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.Node;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words about links of a keepalived.conf: the same changes of a link at both directors. */
@Execution(ExecutionMode.CONCURRENT)
final class LinkWordsIT {

  private static final IpAddress VIP = IpAddress.of("10.9.0.100");

  private static final String INSTANCE =
      """
      vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        priority 200
        advert_int 1
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      """;

  private static final String MASTER = "Entering MASTER STATE";
  private static final String FAULT = "Entering FAULT STATE";

  /** keepalived has other words for a fault at its start. */
  private static final Pattern ANY_FAULT = Pattern.compile("ntering FAULT (STATE|state)");

  private static final String REMOVED = "removing VIPs.";
  private static final Pattern TRANSITION =
      Pattern.compile("Entering (MASTER|FAULT) STATE|(sett|remov)ing VIPs\\.|sent 0 priority");

  @Test
  void anOutageShorterThanItsDelayMovesNoInstance() {
    try (var both = BesideKeepalived.open()) {
      both.start("interface_up_down_delays {\n eth0 1.9 0.5\n}\n" + INSTANCE);
      both.awaitLogged(MASTER, 1);

      both.directors()
          .forEach(director -> {
            director.node().unplug("eth0");
            director.node().plug("eth0");
          });
      both.await("the outage was noticed", LinkWordsIT::hasDelayed);
      both.directors().forEach(director -> assertThat(director.log()).doesNotContain(FAULT));

      both.directors().forEach(director -> director.node().unplug("eth0"));
      both.awaitLogged(FAULT, 1);
      both.directors().forEach(director -> director.node().plug("eth0"));
      both.awaitLogged(MASTER, 2);
      assertThat(both.reload(INSTANCE)).contains("vrrp.interfaces");
    }
  }

  private static boolean hasDelayed(Director director) {
    return director.name().equals("keepalived")
        ? director.log().contains("Adding flags change")
        : director.log().contains("which does not count");
  }

  static List<String> polling() {
    return List.of(
        "linkbeat_interfaces {\n eth0\n}\n" + INSTANCE,
        "linkbeat_use_polling\n" + INSTANCE,
        with("linkbeat_use_polling"));
  }

  private static String with(String lines) {
    return INSTANCE.replace("  priority 200\n", "  priority 200\n" + lines.indent(2));
  }

  /** A veth link has no MII registers, so both ask its driver. */
  @ParameterizedTest
  @MethodSource("polling")
  void aQueriedCarrierThatIsLostIsAFault(String conf) throws IOException {
    try (var both = BesideKeepalived.open()) {
      both.start(conf);
      both.awaitLogged(MASTER, 1);
      assertThat(threads(both.directors().getLast().daemon().pid())).contains("carriers");

      both.directors().forEach(director -> director.node().unplug("eth0"));
      both.awaitLogged(FAULT, 1);
      both.directors().forEach(director -> director.node().plug("eth0"));
      both.awaitLogged(MASTER, 2);
    }
  }

  /** When the other instance is master, this one has had the same time to become master too. */
  @Test
  void unicastWithoutAPeerIsAFaultUntilOneIsNamed() {
    var unicast = "unicast_src_ip 10.9.0.1\nunicast_fault_no_peer\nunicast_peer {\n%s}\n";
    var other = INSTANCE.replace("VI_1", "VI_2").replace(" 51", " 52").replace("0.100", "0.101");
    try (var both = BesideKeepalived.open()) {
      both.start(with(unicast.formatted("")) + other);
      both.awaitLogged("Cannot use unicast without any peers - going to fault state", 1);
      both.awaitLogged("VI_2) " + MASTER, 1);
      for (var director : both.directors()) {
        assertThat(director.log()).as(director.name()).doesNotContain("(VI_1) " + MASTER);
        assertThat(director.node().holds(VIP)).as(director.name()).isFalse();
      }

      both.reloadBoth(with(unicast.formatted(" 10.9.0.2\n")) + other);
      both.awaitLogged("VI_1) " + MASTER, 1);
      both.await("the address is there", director -> director.node().holds(VIP));
    }
  }

  @Test
  void anInterfaceThatIsNotThereYetIsAFaultUntilItComes() {
    var conf = "global_defs {\n dynamic_interfaces\n}\n" + INSTANCE.replace("eth0", "eth5");
    try (var both = BesideKeepalived.open()) {
      both.start(conf);
      both.awaitLogged(ANY_FAULT, 1);
      both.directors().forEach(director -> assertThat(director.log()).doesNotContain(MASTER));

      for (var director : both.directors()) {
        var node = director.node();
        node.run("ip", "link", "add", "eth5", "type", "veth", "peer", "name", "other");
        node.run("ip", "link", "set", "other", "up");
        node.run("ip", "link", "set", "eth5", "up");
        node.run("ip", "addr", "add", "10.9.5.1/24", "dev", "eth5");
      }
      both.awaitLogged(MASTER, 1);
      both.await("the address is on it", LinkWordsIT::hasAddressOnEth5);

      both.directors().forEach(director -> director.node().run("ip", "link", "del", "eth5"));
      both.awaitLogged(ANY_FAULT, 2);
    }
  }

  private static boolean hasAddressOnEth5(Director director) {
    return director.node().run("ip", "addr", "show", "eth5").contains(VIP + "/24");
  }

  /** Our instance's lines come from two threads, and keepalived's from one. */
  @Test
  void theLinesOfATransitionHaveKeepalivedsOrder() {
    try (var both = BesideKeepalived.open()) {
      both.start(INSTANCE);
      for (int times = 1; times <= 3; times++) {
        both.awaitLogged("setting VIPs", times);
        both.directors().forEach(director -> director.node().unplug("eth0"));
        int removals = times;
        both.await(
            "the addresses are removed",
            director -> transitions(director).stream().filter(REMOVED::equals).count() == removals);
        both.directors().forEach(director -> director.node().plug("eth0"));
      }

      both.directors()
          .forEach(director ->
              assertThat(transitions(director))
                  .as(director.name())
                  .startsWith(MASTER, "setting VIPs.", FAULT, "sent 0 priority", REMOVED)
                  .containsSubsequence(
                      MASTER,
                      "setting VIPs.",
                      FAULT,
                      "sent 0 priority",
                      REMOVED,
                      MASTER,
                      "setting VIPs.",
                      FAULT,
                      "sent 0 priority",
                      REMOVED,
                      MASTER));
    }
  }

  private static final String GROUP =
      """
      garp_group {
        garp_interval 0.25
        interfaces {
          eth0
          eth1
        }
      }
      vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        priority 200
        advert_int 1
        garp_master_repeat 2
        garp_master_delay 1
        virtual_ipaddress {
          10.9.0.100/24
          10.9.1.101/24 dev eth1
          10.9.0.102/24
          10.9.1.103/24 dev eth1
        }
      }
      """;

  /**
   * Both links of a node are on one switch, so that a capture has the announcements of both.
   * keepalived makes fewer announcements than it is asked for.
   */
  @Test
  void theLinksOfAGroupShareThePausesBetweenAnnouncements() {
    try (var both = BesideKeepalived.open()) {
      var captures = new HashMap<String, Capture>();
      both.lans()
          .forEach((node, lan) -> {
            node.attach(lan, "eth1", "10.9.1.1/24");
            captures.put(node.name(), lan.capture(node.name() + ".pcap", "arp"));
          });
      both.start(GROUP);
      both.awaitLogged(MASTER, 1);
      Awaitility.await("two rounds of two announcements of each address have been made")
          .pollDelay(Duration.ofSeconds(9))
          .until(() -> true);

      captures.forEach((node, capture) -> {
        var packets = capture.stop();
        assertThat(packets.rows("arp.isgratuitous == 1", "arp.src.proto_ipv4"))
            .as(node)
            .hasSizeGreaterThanOrEqualTo(node.equals("ours") ? 16 : 8)
            .flatExtracting(row -> row)
            .containsOnly("10.9.0.100", "10.9.1.101", "10.9.0.102", "10.9.1.103");
        assertThat(packets.spansMillis("arp.isgratuitous == 1"))
            .as(node)
            .allMatch(span -> span > 200);
      });
    }
  }

  private static final String OF_A_SUBNET_OF_ITS_OWN =
      INSTANCE.replace("10.9.0.100/24", "10.9.5.100/24");

  /**
   * With the first address of a subnet the kernel removes all the others of it, those of other
   * programs too, unless the word is there.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOtherAddressesOfASubnetOutliveItsFirstOneOnlyWithTheWord(boolean promoting) {
    try (var both = BesideKeepalived.open()) {
      var nodes = List.of(both.theirNode(), both.ourNode());
      nodes.forEach(node -> node.run("sh", "-c", NO_PROMOTION));
      var added = promoting ? "  priority 200\n  promote_secondaries\n" : "  priority 200\n";
      both.start(OF_A_SUBNET_OF_ITS_OWN.replace("  priority 200\n", added));
      both.awaitLogged(MASTER, 1);
      both.await("the address is there", director -> has(director.node(), "10.9.5.100"));

      for (var node : nodes) {
        node.run("ip", "addr", "add", "10.9.5.7/24", "dev", "eth0");
        node.run("ip", "addr", "add", "10.9.0.7/24", "dev", "eth0");
        node.unplug("eth0");
      }
      both.awaitLogged(REMOVED, 1);
      both.await("the address is gone", director -> !has(director.node(), "10.9.5.100"));
      both.await("the second one", director -> has(director.node(), "10.9.5.7") == promoting);

      nodes.forEach(node -> node.run("ip", "addr", "del", "10.9.0.1/24", "dev", "eth0"));
      both.await("the host's second", director -> has(director.node(), "10.9.0.7") == promoting);

      both.directors().forEach(director -> assertThat(director.daemon().stop()).isZero());
      assertThat(promotion(both.ourNode())).isEqualTo(promotion(both.theirNode())).isEqualTo("0");
    }
  }

  private static final String NO_PROMOTION =
      "for i in all eth0; do echo 0 > /proc/sys/net/ipv4/conf/$i/promote_secondaries; done";

  private static String promotion(Node node) {
    return node.run("cat", "/proc/sys/net/ipv4/conf/eth0/promote_secondaries").strip();
  }

  private static boolean has(Node node, String address) {
    return node.holds(IpAddress.of(address));
  }

  /** Returns the lines about becoming and ceasing to be master, without those of the start. */
  private static List<String> transitions(Director director) {
    return director
        .log()
        .lines()
        .dropWhile(line -> !line.contains(MASTER))
        .flatMap(line -> TRANSITION.matcher(line).results().map(MatchResult::group))
        .toList();
  }

  private static String threads(long agent) throws IOException {
    var names = new StringBuilder();
    for (var process : new long[] {agent, child(agent)}) {
      try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + process + "/task"))) {
        for (var task : tasks) {
          names.append(Files.readString(task.resolve("comm")));
        }
      }
    }
    return names.toString();
  }

  /** Returns the process that a parent has started, or the process itself. */
  private static long child(long parent) {
    return ProcessHandle.of(parent)
        .flatMap(process -> process.children().findFirst())
        .map(ProcessHandle::pid)
        .orElse(parent);
  }
}
