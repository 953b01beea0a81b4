package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.vrrp.AgentPair;
import org.holdfast.vrrp.io.PeersStatus;
import org.holdfast.vrrp.io.PeersStatus.DisagreementStatus;
import org.junit.jupiter.api.Test;

/**
 * Tests that the status names a peer with a different configuration, and a host that has our
 * address.
 */
final class PeersIT {

  private static final String OURS =
      """
      vrrp:
        defaults: {address-probe: 2s}
        instances:
          OTHER_ADDRESSES: {virtual-router-id: 51, priority: 100, version: 3, interface: eth0,
            addresses: [10.9.0.111/24, 10.9.0.121/24]}
          OTHER_VERSION: {virtual-router-id: 52, priority: 150, version: 3, interface: eth0,
            addresses: [10.9.0.112/24]}
          OTHER_INTERVAL: {virtual-router-id: 53, priority: 150, version: 2, interface: eth0,
            addresses: [10.9.0.113/24]}
          NO_PASSWORD: {virtual-router-id: 54, priority: 150, version: 2, interface: eth0,
            authentication: {type: pass, password: s3cr3tpw}, addresses: [10.9.0.114/24]}
          OTHER_PASSWORD: {virtual-router-id: 55, priority: 150, version: 2, interface: eth0,
            authentication: {type: pass, password: s3cr3tpw}, addresses: [10.9.0.115/24]}
          TWO_MASTERS: {virtual-router-id: 56, priority: 150, version: 2, interface: eth0,
            unicast: {peers: [10.9.0.9], check-source: false}, addresses: [10.9.0.116/24]}
      """;

  private static final String PASS = "authentication {\n auth_type PASS\n auth_pass %s\n }";

  private static String theirs(int vrid, int version, int priority, String more, String address) {
    return """
    vrrp_instance VI_%d {
      interface eth0
      virtual_router_id %d
      version %d
      priority %d
      %s
      virtual_ipaddress {
    %s
      }
    }
    """
        .formatted(vrid, vrid, version, priority, more, address);
  }

  private static final String OTHERWISE =
      theirs(51, 3, 200, "advert_int 1", "10.9.0.111/24\n10.9.0.131/24")
          + theirs(52, 2, 100, "advert_int 1", "10.9.0.112/24")
          + theirs(53, 2, 100, "advert_int 2", "10.9.0.113/24")
          + theirs(54, 2, 100, "advert_int 1", "10.9.0.114/24")
          + theirs(55, 2, 100, "advert_int 1\n" + PASS.formatted("guess"), "10.9.0.115/24")
          + theirs(
              56,
              2,
              100,
              "advert_int 1\n unicast_src_ip 10.9.0.2\n unicast_peer {\n 10.9.0.1\n }",
              "10.9.0.116/24");

  /**
   * The corrected configuration of the peer; nothing is received for the instance that is not ours.
   */
  private static final String ALIKE =
      theirs(51, 3, 200, "advert_int 1", "10.9.0.111/24\n10.9.0.121/24")
          + theirs(52, 3, 100, "advert_int 1", "10.9.0.112/24")
          + theirs(53, 2, 100, "advert_int 1", "10.9.0.113/24")
          + theirs(54, 2, 100, "advert_int 1\n" + PASS.formatted("s3cr3tpw"), "10.9.0.114/24")
          + theirs(55, 2, 100, "advert_int 1\n" + PASS.formatted("s3cr3tpw"), "10.9.0.115/24");

  /** The report of each instance about 10.9.0.2. */
  private static final Map<String, String> SAID =
      Map.of(
          "OTHER_ADDRESSES",
          "10.9.0.2 lists 10.9.0.131 too, we do not; it does not list 10.9.0.121, we do",
          "OTHER_VERSION",
          "10.9.0.2 speaks VRRPv2, we VRRPv3",
          "OTHER_INTERVAL",
          "10.9.0.2 advertises every 2 s, we every 1 s",
          "NO_PASSWORD",
          "10.9.0.2 authenticates by none, we by pass",
          "OTHER_PASSWORD",
          "10.9.0.2 has another password",
          "TWO_MASTERS",
          "10.9.0.2 is master too: priority 100, ours 150");

  @Test
  void aPeerThatDisagreesIsNamedWithTheDifferencesUntilItIsCorrected() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    try (var pair = AgentPair.open()) {
      var b = pair.lab().b();
      try (var other = keepalived(b, OTHERWISE)) {
        pair.a().start(OURS);
        SAID.forEach((instance, words) ->
            pair.await(words, () -> words(pair.a(), instance).anyMatch(words::equals)));
        assertThat(pair.a().table()).contains("  warning     10.9.0.2 speaks VRRPv2, we VRRPv3");
        assertThat(peers(pair.a(), "OTHER_VERSION").begun()).containsEntry("other_version", 1L);
        assertThat(peers(pair.a(), "OTHER_ADDRESSES").heard())
            .singleElement()
            .satisfies(router -> {
              assertThat(router.source()).isEqualTo("10.9.0.2");
              assertThat(router.priority()).isEqualTo(200);
              assertThat(router.addresses()).contains("10.9.0.131");
            });
        assertThat(other.stop()).isZero(); // and removes its addresses
      }
      try (var _ = keepalived(b, ALIKE)) {
        pair.await(
            "no peer disagrees",
            () -> SAID.keySet().stream().allMatch(i -> words(pair.a(), i).findAny().isEmpty()));
        assertThat(pair.a().log())
            .anyMatch(line -> line.contains("(OTHER_VERSION) no longer so: 10.9.0.2 speaks"));
      }
    }
  }

  @Test
  void anotherHostWithOurAddressIsNamedUntilItRemovesIt() {
    Needs.tools(Tools.HOLDFAST, Tools.TSHARK);
    try (var pair = AgentPair.open()) {
      pair.a()
          .start(
              """
              vrrp:
                defaults: {address-probe: 2s, version: 3, advertisement-interval: 100ms}
                instances:
                  V4: {interface: eth0, virtual-router-id: 51, addresses: [10.9.0.100/24]}
                  V6: {interface: eth0, virtual-router-id: 51,
                    addresses: ["fe80::100/64", "2001:db8:9::100/64"]}
              """);
      pair.await(
          "master",
          () -> pair.a().state("V4").equals("MASTER") && pair.a().state("V6").equals("MASTER"));
      var thief = pair.lab().client();
      String mac = thief.run("cat", "/sys/class/net/eth0/address").strip();

      var answers =
          pair.lab().lan().capture("answers.pcap", "ether src " + mac + " and icmp6[0] == 136");
      thief.run("ip", "addr", "add", "10.9.0.100/32", "dev", "eth0");
      thief.run("ip", "addr", "add", "2001:db8:9::100/128", "dev", "eth0", "nodad");

      pair.await(
          "the IPv4 address has another owner",
          () ->
              words(pair.a(), "V4")
                  .anyMatch(
                      ("10.9.0.100 is also held by "
                              + mac
                              + " (a real server that answers ARP for it? see arp_ignore)")
                          ::equals));
      pair.await(
          "the IPv6 address has another owner",
          () -> words(pair.a(), "V6").anyMatch(("2001:db8:9::100 is also held by " + mac)::equals));
      assertThat(answers.stop().rows("icmpv6", "ipv6.dst"))
          .as("heard by the master only, so that no other host sends to the thief")
          .isNotEmpty()
          .doesNotContain(List.of("ff02::1"));

      thief.run("ip", "addr", "del", "10.9.0.100/32", "dev", "eth0");
      thief.run("ip", "addr", "del", "2001:db8:9::100/128", "dev", "eth0");

      pair.await(
          "it has let go",
          () -> Stream.of("V4", "V6").allMatch(i -> words(pair.a(), i).findAny().isEmpty()));
      assertThat(pair.a().transitions("V4")).isEqualTo(2);
    }
  }

  private static Daemon keepalived(Node node, String configuration) throws IOException {
    Path directory = Files.createDirectories(node.lab().directory().resolve(node.name()));
    Path file = Files.writeString(directory.resolve("keepalived.conf"), configuration);
    List<String> pids =
        Stream.of("pid", "vrrp_pid", "checkers_pid")
            .map(name -> "--" + name + "=" + directory.resolve(name))
            .toList();
    for (String name : List.of("pid", "vrrp_pid", "checkers_pid")) {
      Files.deleteIfExists(directory.resolve(name));
    }
    return node.start(
        Stream.concat(
                Stream.of(
                    "keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file=" + file),
                pids.stream())
            .toArray(String[]::new));
  }

  private static Stream<String> words(LabAgent agent, String instance) {
    return peers(agent, instance).disagreements().stream().map(DisagreementStatus::words);
  }

  private static PeersStatus peers(LabAgent agent, String instance) {
    return agent
        .report()
        .flatMap(report ->
            report.instances().stream().filter(i -> i.name().equals(instance)).findFirst())
        .map(status -> status.peers())
        .orElse(PeersStatus.NONE);
  }
}
