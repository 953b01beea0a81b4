package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.KeepalivedCommand;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabException;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that the static objects and the flags of addresses of one keepalived.conf are in the kernel
 * as keepalived adds them, that Holdfast keeps them, and that it removes them at its end.
 */
final class StaticObjectsIT {

  private Lab lab;
  private Node theirs;
  private Node ours;
  private Path configuration;

  @BeforeEach
  void open() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    lab = Lab.open();
    theirs = node("theirs");
    ours = node("ours");
    var sample = StaticObjectsIT.class.getResource("static.conf");
    assertThat(sample).isNotNull();
    configuration = lab.directory().resolve("static.conf");
    Files.copy(Path.of(sample.getPath()), configuration);
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private Node node(String name) {
    var node = lab.addNode(name);
    node.attach(lab.addSwitch("lan-" + name), "eth0", "10.9.0.1/24", "2001:db8:9::1/64");
    node.attach(lab.addSwitch("far-" + name), "eth1", "10.8.0.1/24");
    return node;
  }

  @Test
  void areKeptFromTheStartToTheEnd() {
    var before = facts(ours);
    try (var keepalived = keepalived();
        var holdfast = holdfast()) {
      eventually(() -> assertThat(facts(theirs)).anyMatch(line -> line.contains("9::101")));
      eventually(() -> assertThat(facts(ours)).as(holdfast.log()).isEqualTo(facts(theirs)));
      assertThat(keepalived.isRunning()).isTrue();
      putBack();
      groupInFault();
      reload();
      holdfast.kill();
    }
    try (var successor = holdfast()) {
      eventually(() -> assertThat(ask("status", "--json")).contains("MASTER"));
      assertThat(ask("status", "--all")).contains("static objects").contains("198.51.30.0/24");
      assertThat(facts(ours)).as(successor.log()).anyMatch(line -> line.contains("198.51.30.0"));
      assertThat(successor.stop()).isZero();
    }
    assertThat(facts(ours)).isEqualTo(before);
  }

  private void putBack() {
    var all = facts(ours);
    ours.run("ip", "addr", "del", "10.9.1.1/24", "dev", "eth0");
    ours.run("ip", "route", "del", "198.51.31.0/24");
    ours.run("ip", "rule", "del", "pref", "500");
    eventually(() -> assertThat(facts(ours)).containsExactlyInAnyOrderElementsOf(all));
    assertThat(ask("status", "--json")).contains("MASTER");
  }

  /** A route through a link that is down cannot be added. */
  private void groupInFault() {
    for (var node : List.of(theirs, ours)) {
      node.run("ip", "link", "set", "eth1", "down");
    }
    eventually(() ->
        assertThat(ask("status", "--json"))
            .contains("tracked static group G failed")
            .contains("FAULT"));
    eventually(() -> assertThat(facts(theirs)).noneMatch(line -> line.contains("10.9.0.100")));
    assertThat(facts(ours)).noneMatch(line -> line.contains("10.9.0.100"));
    for (var node : List.of(theirs, ours)) {
      node.run("ip", "link", "set", "eth1", "up");
    }
    eventually(() -> assertThat(ask("status", "--json")).contains("MASTER"));
    assertThat(facts(ours)).anyMatch(line -> line.contains("198.51.30.0/24"));
  }

  private void reload() {
    try {
      var text = Files.readString(configuration);
      var changed =
          text.replaceAll("(?m)^.*198\\.51\\.31.*$", "")
              .replaceAll("(?m)^.*10\\.9\\.2\\.1.*$", "    10.9.4.1/24");
      Files.writeString(configuration, changed);
      ask("reload");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(facts(ours))
        .anyMatch(line -> line.contains("10.9.4.1/24"))
        .noneMatch(line -> line.contains("10.9.2.1/24"))
        .noneMatch(line -> line.contains("198.51.31.0"))
        .anyMatch(line -> line.contains("198.51.30.0"));
  }

  private static void eventually(ThrowingRunnable assertion) {
    // An agent that has not opened its control socket yet does not answer.
    Awaitility.await()
        .atMost(Lab.PATIENCE)
        .ignoreExceptionsInstanceOf(LabException.class)
        .untilAsserted(assertion);
  }

  private Daemon keepalived() {
    return theirs.start(KeepalivedCommand.vrrp(configuration, lab.directory()));
  }

  private Daemon holdfast() {
    return ours.start(
        launcher().toString(), "run", "-c", configuration.toString(), "--control-socket", socket());
  }

  private String ask(String... command) {
    return ours.run(
        Stream.of(
                List.of(launcher().toString()),
                List.of(command),
                List.of("--control-socket", socket()))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  private String socket() {
    return lab.directory().resolve("h.sock").toString();
  }

  /** Returns the addresses, routes and rules without the marks of their programs. */
  private static List<String> facts(Node node) {
    return Stream.of(
            "promote_secondaries "
                + node.run("cat", "/proc/sys/net/ipv4/conf/eth0/promote_secondaries"),
            node.run("ip", "-oneline", "-details", "address", "show", "dev", "eth0"),
            node.run("ip", "-details", "-4", "route", "show", "table", "all"),
            node.run("ip", "-details", "-6", "route", "show", "table", "all"),
            node.run("ip", "-4", "rule", "show"),
            node.run("ip", "-6", "rule", "show"))
        .flatMap(String::lines)
        .map(line ->
            line.replaceAll("proto (keepalived|72|0x12|0x48)", "")
                .replaceAll("^[0-9]+: (eth0.*)", "$1")
                .replaceAll("\\s+", " ")
                .strip())
        .filter(line -> !line.contains("fe80::") && !line.contains("ff00::"))
        .sorted()
        .toList();
  }
}
