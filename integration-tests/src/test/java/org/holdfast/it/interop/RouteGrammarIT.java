package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.KeepalivedCommand;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that one keepalived.conf with every kind of route and rule leads to the same tables of the
 * kernel with keepalived and with Holdfast, apart from the number that each marks its own with, and
 * that nothing of them is left after a stop, also of an agent that was killed.
 */
final class RouteGrammarIT {

  private Lab lab;
  private Node theirs;
  private Node ours;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    lab = Lab.open();
    theirs = node("theirs");
    ours = node("ours");
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private Node node(String name) {
    var lan = lab.addSwitch("lan-" + name);
    var node = lab.addNode(name);
    node.attach(lan, "eth0", "10.9.0.1/24", "2001:db8:9::1/64");
    return node;
  }

  @Test
  void theTablesAreTheSameAsWithKeepalived() {
    var before = tables(ours);
    try (var _ = keepalived();
        var holdfast = holdfast()) {
      awaitRules(theirs);
      awaitRules(ours);
      assertThat(withoutMark(routes(ours, "-4")))
          .as(holdfast.log())
          .isEqualTo(withoutMark(routes(theirs, "-4")));
      assertThat(withoutMark(routes(ours, "-6"))).isEqualTo(withoutMark(routes(theirs, "-6")));
      assertThat(withoutMark(rules(ours))).isEqualTo(withoutMark(rules(theirs)));
      assertThat(routes(ours, "-4"))
          .anyMatch(line -> line.contains("198.51.8.0/24") && line.contains("proto bird"));

      var status = ours.run(asking("status", "--json"));
      assertThat(status).doesNotContain("\"present\":false");
      assertPutBack();

      holdfast.kill();
    }
    // The successor adds the route that was not put back, and knows it as its own by the record.
    try (var successor = holdfast()) {
      Awaitility.await().atMost(Lab.PATIENCE).until(() -> has(ours, "route", "198.51.8.0/24"));
      assertThat(withoutMark(routes(ours, "-4"))).isEqualTo(withoutMark(routes(theirs, "-4")));
      successor.kill();
    }
    try (var withoutRoutes = holdfast(small())) {
      Awaitility.await()
          .atMost(Lab.PATIENCE)
          .untilAsserted(() -> assertThat(tables(ours)).as(withoutRoutes.log()).isEqualTo(before));
    }
  }

  @Test
  void aStopLeavesNothing() {
    var before = tables(ours);
    try (var holdfast = holdfast()) {
      awaitRules(ours);
      assertThat(holdfast.stop()).isZero();
    }
    assertThat(tables(ours)).isEqualTo(before);
  }

  /** Waits for the rules, which are added last. */
  private static void awaitRules(Node node) {
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> has(node, "rule", "2001:db8::/32"));
  }

  /** Tracked objects return; those with no_track stay away. */
  private void assertPutBack() {
    ours.run("ip", "route", "del", "198.51.8.0/24");
    ours.run("ip", "route", "del", "198.51.5.0/24");
    ours.run("ip", "-6", "route", "del", "2001:db8:3::/64", "via", "2001:db8:9::3");
    ours.run("ip", "rule", "del", "pref", "103");
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> has(ours, "route", "198.51.5.0/24"));
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> has(ours, "rule", "suppress_prefixlength"));
    Awaitility.await()
        .atMost(Lab.PATIENCE)
        .untilAsserted(() ->
            assertThat(withoutMark(routes(ours, "-6")))
                .isEqualTo(withoutMark(routes(theirs, "-6"))));
    assertThat(has(ours, "route", "198.51.8.0/24")).isFalse();
  }

  private Daemon keepalived() {
    return theirs.start(KeepalivedCommand.vrrp(Path.of(sample()), lab.directory()));
  }

  private Daemon holdfast() {
    return holdfast(sample());
  }

  private Daemon holdfast(String configuration) {
    return ours.start(
        launcher().toString(), "run", "-c", configuration, "--control-socket", socket());
  }

  /** Returns a file with an instance that waits as Backup and has neither routes nor rules. */
  private String small() {
    var text =
        """
        vrrp_instance W {
            interface eth0
            virtual_router_id 52
            priority 1
            advert_int 20
            virtual_ipaddress {
                10.9.0.101/24 dev eth0
            }
        }
        """;
    try {
      return Files.writeString(lab.directory().resolve("small.conf"), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String[] asking(String... command) {
    return Stream.of(
            List.of(launcher().toString()), List.of(command), List.of("--control-socket", socket()))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  private String socket() {
    return lab.directory().resolve("h.sock").toString();
  }

  private static String sample() {
    var found = RouteGrammarIT.class.getResource("routes.conf");
    assertThat(found).isNotNull();
    return Path.of(found.getPath()).toString();
  }

  private static boolean has(Node node, String kind, String text) {
    return Stream.of("-4", "-6")
        .anyMatch(family ->
            node.run(("ip " + family + " " + kind + " show").split(" ", -1)).contains(text));
  }

  private static List<String> tables(Node node) {
    return Stream.of(routes(node, "-4"), routes(node, "-6"), rules(node))
        .flatMap(List::stream)
        .filter(line -> !line.contains("fe80::") && !line.contains("ff00::"))
        .toList();
  }

  /** Returns the routes, each with its next hops on one line, in the kernel's order. */
  private static List<String> routes(Node node, String family) {
    return node.run("ip", "-details", family, "route", "show", "table", "all")
        .replace("\n\t", " ")
        .lines()
        .map(line -> line.replaceAll("expires \\d+sec", "expires").replaceAll("\\s+", " ").strip())
        .toList();
  }

  private static List<String> rules(Node node) {
    return Stream.of("-4", "-6")
        .flatMap(family -> node.run("ip", family, "rule", "show").lines())
        .map(line -> line.replaceAll("\\s+", " ").strip())
        .toList();
  }

  private static List<String> withoutMark(List<String> lines) {
    Function<String, String> unmarked =
        line -> line.replaceAll("proto (keepalived|72)", "proto ours").strip();
    return lines.stream()
        .map(unmarked)
        .filter(line -> !line.contains("fe80::") && !line.contains("ff00::"))
        .toList();
  }
}
