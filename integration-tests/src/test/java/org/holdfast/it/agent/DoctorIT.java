package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that doctor finds a fault on a real host, and that the command in the finding removes it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DoctorIT {

  private static final String DIRECTOR =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            addresses: [10.9.0.100/24, 10.9.0.101/24]
          VI_6:
            interface: br0
            virtual-router-id: 61
            version: 3
            addresses: ["fe80::100/64"]
      virtual-servers:
        web:
          address: 10.9.0.100:80
          scheduler: wlc
          forwarding: nat
          instance: VI_1
          real-servers: [{address: "10.9.0.3:80"}]
      """;

  private PairLab lab;
  private Path file;

  @BeforeAll
  void openLab() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.IPTABLES);
    lab = PairLab.open();
    file = Files.writeString(lab.a().lab().directory().resolve("holdfast.yaml"), DIRECTOR);
    shell(
        lab.a(),
        "ip link add br0 type bridge mcast_snooping 0",
        "ip link add port0 type veth peer name port1",
        "ip link set port0 master br0 up",
        "ip link set port1 up",
        "ip link set br0 up",
        "ip address add 10.77.0.1/24 dev br0",
        "ip address add fe80::77/64 dev br0 nodad",
        "sysctl -qw net.ipv4.ip_forward=1",
        "for i in all default eth0 br0; do sysctl -qw net.ipv4.conf.$i.rp_filter=0; done",
        "for i in all eth0; do sysctl -qw net.ipv4.conf.$i.promote_secondaries=1; done");
    shell(
        lab.b(),
        "sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
        "sysctl -qw net.ipv4.tcp_syncookies=1 net.ipv4.tcp_max_syn_backlog=4096",
        "ip address add 10.9.0.100/32 dev lo");
  }

  @AfterAll
  void closeLab() {
    if (lab != null) {
      lab.close();
    }
  }

  record Harm(String check, String done, String says) {
    @Override
    public String toString() {
      return check + ": " + done;
    }
  }

  static Stream<Harm> toADirector() {
    return Stream.of(
        new Harm("ip-forward", "sysctl -qw net.ipv4.ip_forward=0", "which web needs for NAT"),
        new Harm(
            "reverse-path",
            "sysctl -qw net.ipv4.conf.eth0.rp_filter=1",
            "the reverse path filter of eth0 is strict"),
        new Harm(
            "promote-secondaries",
            "for i in all eth0; do sysctl -qw net.ipv4.conf.$i.promote_secondaries=0; done",
            "VI_1 has several addresses of 10.9.0.0/24 on eth0"),
        new Harm(
            "multicast-snooping",
            "ip link set br0 type bridge mcast_snooping 1",
            "bridge br0 learns the members of ff02::12, but has no querier"),
        new Harm("link", "ip link set br0 down", "interface br0 of VI_6 is down"),
        new Harm(
            "ipv6", "sysctl -qw net.ipv6.conf.br0.disable_ipv6=1", "IPv6 is switched off on br0"),
        new Harm(
            "firewall",
            "nft 'add table inet f; add chain inet f in"
                + " { type filter hook input priority 0; policy drop; };"
                + " add rule inet f in ct state established accept;"
                + " add rule inet f in iifname br0 accept'",
            "adverts to VI_1 are dropped by nft inet f in, policy drop"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("toADirector")
  void aFaultIsFoundAndItsCommandRemovesIt(Harm harm) throws IOException {
    assertThat(found(lab.a(), harm.check(), director())).as("before").isEmpty();
    shell(lab.a(), harm.done());

    var findings = found(lab.a(), harm.check(), director());

    assertThat(findings)
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains(harm.says()));
    shell(lab.a(), findings.getFirst().mend());
    assertThat(found(lab.a(), harm.check(), director())).as("after").isEmpty();
  }

  @Test
  void theWayBackFromServersWithNatIsJudgedByTheRoutes() throws IOException {
    assertThat(found(lab.a(), "nat-gateway", director()))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.what())
                .contains("web is in the network of its servers, 10.9.0.0/24"));

    var apart = DIRECTOR.replace("10.9.0.3:80", "10.77.0.3:80");
    var own = Files.writeString(lab.a().lab().directory().resolve("apart.yaml"), apart);
    assertThat(found(lab.a(), "nat-gateway", "-c", own.toString()))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.what()).contains("no instance holds an address in 10.77.0.0/24"));

    var held = "[10.9.0.100/24, {address: 10.77.0.100/24, interface: br0}]";
    Files.writeString(own, apart.replace("[10.9.0.100/24, 10.9.0.101/24]", held));
    assertThat(found(lab.a(), "nat-gateway", "-c", own.toString())).isEmpty();
  }

  static Stream<Harm> toAServer() {
    return Stream.of(
        new Harm(
            "arp-ignore",
            "for i in all eth0; do sysctl -qw net.ipv4.conf.$i.arp_ignore=0; done",
            "answers ARP for 10.9.0.100 on eth0"),
        new Harm(
            "arp-announce",
            "for i in all eth0; do sysctl -qw net.ipv4.conf.$i.arp_announce=0; done",
            "may send ARP requests on eth0 with 10.9.0.100 as its own address"),
        new Harm("syn-flood", "sysctl -qw net.ipv4.tcp_syncookies=0", "SYN cookies are off"),
        new Harm(
            "syn-flood",
            "sysctl -qw net.ipv4.tcp_max_syn_backlog=64",
            "at most 64 half-open connections"),
        new Harm(
            "server-address",
            "ip address del 10.9.0.100/32 dev lo",
            "this host does not have 10.9.0.100"),
        new Harm(
            "server-address",
            "ip address del 10.9.0.100/32 dev lo; ip address add 10.9.0.100/24 dev eth0",
            "10.9.0.100/24 is on eth0, where this host answers for it"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("toAServer")
  void aFaultOfARealServerIsFoundAndItsCommandRemovesIt(Harm harm) throws IOException {
    String[] options = {"--real-server", "10.9.0.100"};
    shell(lab.b(), harm.done());

    var findings = found(lab.b(), harm.check(), options);

    assertThat(findings)
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains(harm.says()));
    shell(lab.b(), findings.getFirst().mend());
    assertThat(found(lab.b(), harm.check(), options)).as("after").isEmpty();
  }

  /** Tests a policy of the legacy iptables; they are a kernel module that not every machine has. */
  @Test
  void aPolicyOfIptablesIsFoundAndMended() throws IOException {
    Node node = lab.client();
    var own = pairAlone(node);
    boolean legacy = node.succeeds("iptables-legacy", "-P", "INPUT", "DROP");
    if (!legacy) {
      shell(
          node,
          "nft 'add table ip x; add chain ip x y"
              + " { type filter hook input priority 0; policy drop; }'");
    }

    var findings = found(node, "firewall", "-c", own);

    assertThat(findings)
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.what())
                .contains(legacy ? "iptables filter INPUT, policy drop" : "nft ip x y"));
    shell(node, findings.getFirst().mend());
    assertThat(found(node, "firewall", "-c", own)).isEmpty();
  }

  @Test
  void aSecondOwnerIsFoundByArpAndRemoved() throws IOException {
    String[] probing = {"-c", file.toString(), "--probe"};
    assertThat(found(lab.a(), "second-owner", probing)).isEmpty();
    lab.client().run("ip", "address", "add", "10.9.0.101/24", "dev", "eth0");

    var findings = found(lab.a(), "second-owner", probing);

    var hardware = lab.client().run("cat", "/sys/class/net/eth0/address").strip();
    assertThat(findings)
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.what()).contains("10.9.0.101 is at " + hardware + " on eth0"));
    shell(lab.client(), findings.getFirst().mend().replace("INTERFACE", "eth0"));
    assertThat(found(lab.a(), "second-owner", probing)).isEmpty();
  }

  @Test
  void theExitStatusSaysWhetherThereIsAnError() throws IOException {
    var pair = pairAlone(lab.b());
    Daemon well = lab.b().start(line("-c", pair));
    assertThat(well.exitStatus()).as(well.log()).isZero();

    lab.b().run("ip", "link", "set", "eth0", "down");
    Daemon failing = lab.b().start(line("-c", pair));

    assertThat(failing.exitStatus()).as(failing.log()).isEqualTo(1);
    assertThat(failing.log())
        .contains("error    link: interface eth0 of VI_1 is down", "  mend   ip link set eth0 up");
    lab.b().run("ip", "link", "set", "eth0", "up");
  }

  /** Returns a configuration without virtual servers, which would require a kernel with IPVS. */
  private static String pairAlone(Node node) throws IOException {
    var yaml = DIRECTOR.substring(0, DIRECTOR.indexOf("    VI_6"));
    var own = node.lab().directory().resolve(node.name() + ".yaml");
    return Files.writeString(own, yaml).toString();
  }

  private record Found(String check, String severity, String what, String mend) {}

  private String[] director() {
    return new String[] {"-c", file.toString()};
  }

  private static String[] line(String... options) {
    var line = new ArrayList<>(List.of(launcher().toString(), "doctor"));
    line.addAll(List.of(options));
    return line.toArray(String[]::new);
  }

  /** Returns the errors and warnings of one check. */
  private static List<Found> found(Node node, String check, String... options) throws IOException {
    var line = new ArrayList<>(List.of("sh", "-c", "\"$@\" || [ $? = 1 ]", "doctor"));
    line.addAll(List.of(line(options)));
    line.add("--json");
    var report = JSON.std.mapFrom(node.run(line.toArray(String[]::new)));
    assertThat(report.get("findings")).isInstanceOf(List.class);
    return ((List<?>) report.get("findings"))
        .stream()
            .map(finding -> (Map<?, ?>) finding)
            .filter(finding -> check.equals(finding.get("check")))
            .filter(finding -> !"ok".equals(finding.get("severity")))
            .map(finding ->
                new Found(
                    check,
                    String.valueOf(finding.get("severity")),
                    String.valueOf(finding.get("what")),
                    String.valueOf(finding.get("mend"))))
            .toList();
  }

  private static void shell(Node node, String... lines) {
    node.run("sh", "-ec", String.join("\n", lines));
  }
}
