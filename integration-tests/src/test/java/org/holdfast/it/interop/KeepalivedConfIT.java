package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.KeepalivedCommand;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests one unmodified keepalived.conf on keepalived and on Holdfast, each alone on a separate
 * network: the addresses, routes and rules in the kernel and the adverts on the wire must be the
 * same.
 */
final class KeepalivedConfIT {

  /** The file that {@code tracks.conf} refers to. */
  private static final Path LOAD = Path.of("/var/tmp/holdfast-load");

  private Lab lab;
  private Director theirs;
  private Director ours;

  /** A node on a separate network; both networks are configured alike. */
  private record Director(Switch lan, Node node) {

    static Director on(Lab lab, String name) {
      var lan = lab.addSwitch("lan-" + name);
      var node = lab.addNode(name);
      node.attach(lan, "eth0", "10.9.0.1/24", "2001:db8:9::1/64");
      // The unicast peers.
      lab.addNode("p-" + name).attach(lan, "eth0", "10.9.0.2/24", "10.9.0.3/24");
      return new Director(lan, node);
    }

    Set<String> addresses() {
      return lines("ip -oneline address show").stream()
          .map(line -> line.replaceFirst("^[0-9]+: ", "").replaceFirst("@\\S+", ""))
          .map(line -> line.replaceAll("\\\\.*|proto \\S+|link-netns\\S* \\S+", ""))
          .filter(line -> !line.contains("fe80::") || line.contains("fe80::110"))
          .map(Director::spaced)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> routes() {
      return lines("ip -4 route show table main").stream()
          .map(line -> spaced(line.replaceAll("proto \\S+", "")))
          .filter(line -> line.startsWith("198.51."))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> rules() {
      return lines("ip -4 rule show").stream()
          .map(line -> spaced(line.replaceAll("proto \\S+", "")))
          .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> lines(String command) {
      return node.run(command.split(" ", -1)).lines().toList();
    }

    private static String spaced(String line) {
      return line.strip().replaceAll("\\s+", " ");
    }
  }

  /** Returns the contents of an instance's adverts, without their times. */
  private static Set<List<String>> adverts(Director director, String file) {
    try (var capture = director.lan().capture(file, "ip proto 112 or ip6 proto 112")) {
      Awaitility.await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
      return Set.copyOf(
          capture
              .stop()
              .rows(
                  "vrrp and not vrrp.prio == 0",
                  "vrrp.virt_rtr_id",
                  "vrrp.version",
                  "vrrp.prio",
                  "vrrp.adver_int",
                  "vrrp.short_adver_int",
                  "vrrp.auth_type",
                  "vrrp.auth_string",
                  "vrrp.ip_addr",
                  "vrrp.ipv6_addr",
                  "vrrp.checksum.status",
                  "ip.dst",
                  "ip.ttl",
                  "ip.dsfield",
                  "ipv6.dst",
                  "ipv6.hlim"));
    }
  }

  @BeforeEach
  void open() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.TSHARK);
    lab = Lab.open();
    theirs = Director.on(lab, "theirs");
    ours = Director.on(lab, "ours");
    Files.writeString(LOAD, "4\n");
  }

  @AfterEach
  void close() throws IOException {
    Files.deleteIfExists(LOAD);
    if (lab != null) {
      lab.close();
    }
  }

  private static Path sample(String name) {
    var found = KeepalivedConfIT.class.getResource(name);
    assertThat(found).as(name).isNotNull();
    return Path.of(found.getPath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"version2.conf", "version3.conf", "unicast.conf", "tracks.conf", "language.conf"})
  void meansTheSameToBoth(String name) {
    var conf = sample(name);
    theirs.node().run("keepalived", "--config-test", "--use-file", conf.toString());
    ours.node().run(launcher().toString(), "check", "--config", conf.toString());
    int before = theirs.addresses().size();

    try (var keepalived = keepalived(conf);
        var holdfast = holdfast(conf)) {
      Awaitility.await(name)
          .atMost(Lab.PATIENCE)
          .untilAsserted(() -> {
            assertThat(ours.addresses()).hasSizeGreaterThan(before);
            assertThat(ours.addresses()).isEqualTo(theirs.addresses());
            assertThat(ours.routes()).isEqualTo(theirs.routes());
            assertThat(ours.rules()).isEqualTo(theirs.rules());
          });
      var expected = adverts(theirs, "theirs.pcap");
      assertThat(expected).isNotEmpty();
      assertThat(adverts(ours, "ours.pcap")).isEqualTo(expected);
      assertThat(keepalived.isRunning()).isTrue();
      assertThat(holdfast.isRunning()).isTrue();
    }
  }

  private Daemon keepalived(Path conf) {
    var directory = lab.directory();
    return theirs.node().start(KeepalivedCommand.vrrp(conf, directory));
  }

  private Daemon holdfast(Path conf) {
    return ours.node()
        .start(
            launcher().toString(),
            "run",
            "--config",
            conf.toString(),
            "--control-socket",
            lab.directory().resolve("control.sock").toString());
  }
}
