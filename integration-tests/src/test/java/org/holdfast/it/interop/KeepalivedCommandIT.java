package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the command {@code keepalived} of Holdfast beside the real one. */
final class KeepalivedCommandIT {

  private static final String GOOD =
      """
      vrrp_instance V {
        interface eth0
        virtual_router_id 51
        priority 100
        virtual_ipaddress {
          10.9.0.100
        }
      }
      """;

  private Lab lab;
  private Node node;
  private String ours;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    lab = Lab.open();
    node = lab.addNode("a").attach(lab.addSwitch("lan"), "eth0", "10.9.0.1/24");
    ours = launcher().resolveSibling("keepalived").toString();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(lab.directory().resolve(name), text);
  }

  /** Files and the status that keepalived 2.2.7 gives each. */
  private static Map<String, String> files() {
    var files = new LinkedHashMap<String, String>();
    files.put("0 good", GOOD);
    files.put("0 without a file to include", "include nothing/*\n" + GOOD);
    files.put("2 without a parameter", GOOD.replace(" 51", ""));
    files.put("5 priority", GOOD.replace("priority 100", "priority 300"));
    files.put("5 unknown keyword", GOOD.replace("priority", "priorty"));
    files.put("5 unknown block", GOOD.replace("virtual_ipaddress", "virtual_addresses"));
    files.put("5 no interface", GOOD.replace("eth0", "nosuch"));
    files.put("5 no id", GOOD.replace("virtual_router_id 51", ""));
    files.put("5 unclosed", GOOD.substring(0, GOOD.length() - 2));
    files.put("5 closed twice", GOOD + "}\n");
    files.put("5 the same id twice", GOOD + GOOD.replace(" V ", " W "));
    files.put("5 address", GOOD.replace(".100", ".999"));
    files.put("5 group", "vrrp_sync_group G {\n group {\n NONE\n }\n}\n" + GOOD);
    files.put("5 user", "global_defs {\n script_user nosuchuser\n}\n" + GOOD);
    files.put(
        "6 a command, but no script security",
        GOOD.replace("priority 100", "notify /usr/bin/true"));
    return files;
  }

  private static String statusOf(Node node, String... command) {
    var quoted = new StringBuilder();
    for (var word : command) {
      quoted.append(" '").append(word).append('\'');
    }
    return node.run("sh", "-c", quoted + " >/dev/null 2>&1; echo $?").strip();
  }

  @Test
  void aTestEndsWithKeepalivedsStatus() throws IOException {
    for (var file : files().entrySet()) {
      var path = file("k.conf", file.getValue()).toString();
      var expected = file.getKey().substring(0, 1);
      assertThat(statusOf(node, "keepalived", "-t", "-f", path))
          .as(file.getKey())
          .isEqualTo(expected);
      assertThat(statusOf(node, ours, "-t", "-f", path)).as(file.getKey()).isEqualTo(expected);
    }
    var missing = lab.directory().resolve("missing").toString();
    assertThat(statusOf(node, "keepalived", "-e", "-t", "-f", missing)).isEqualTo("4");
    assertThat(statusOf(node, ours, "-e", "-t", "-f", missing)).isEqualTo("4");
    var including = file("k.conf", "include nothing/*\n" + GOOD).toString();
    assertThat(statusOf(node, "keepalived", "-et", "-f", including)).isEqualTo("6");
    assertThat(statusOf(node, ours, "-et", "-f", including)).isEqualTo("6");
    for (var bad : new String[] {"-Z", "--nosuch", "-f", "word"}) {
      assertThat(statusOf(node, ours, bad)).as(bad).isEqualTo("1");
    }
  }

  @Test
  void aTestWritesItsMessagesWhereItIsTold() throws IOException {
    var path = file("k.conf", GOOD.replace("priority", "priorty"));
    var messages = lab.directory().resolve("messages");
    statusOf(node, ours, "--config-test=" + messages, "--use-file=" + path);
    assertThat(messages).content().contains("'priorty'; ignored; did you mean \"priority\"?");
    var printed = node.run("sh", "-c", ours + " -t" + messages + " -f" + path + " 2>&1 || :");
    assertThat(printed).isEmpty();
  }

  @Test
  void aDaemonIsFoundByItsPidFileAndKeepsItsAddresses() throws IOException {
    var conf = file("k.conf", GOOD);
    var pid = lab.directory().resolve("k.pid");
    var socket = lab.directory().resolve("control.sock");
    node.run(
        ours,
        "-Va",
        "--control-socket=" + socket,
        "-Rp",
        pid.toString(),
        "-r" + pid + ".vrrp",
        "-f",
        conf.toString());
    Awaitility.await("master")
        .atMost(Lab.PATIENCE)
        .until(() -> node.run("ip", "-o", "addr").contains("10.9.0.100"));
    assertThat(pid).exists();
    node.run("sh", "-c", "kill $(cat " + pid + ")");
    Awaitility.await("its end").atMost(Lab.PATIENCE).until(() -> !Files.exists(pid));
    Awaitility.await("the end of its socket")
        .atMost(Lab.PATIENCE)
        .until(() -> !Files.exists(socket));
    assertThat(node.run("ip", "-o", "addr")).contains("10.9.0.100");
    node.run(launcher().toString(), "release", "--control-socket", socket.toString());
    assertThat(node.run("ip", "-o", "addr")).doesNotContain("10.9.0.100");
  }

  @Test
  void theLogIsAppendedToAFileInTheForegroundAndInTheBackground() throws IOException {
    var conf = file("k.conf", GOOD).toString();
    var log = Files.writeString(lab.directory().resolve("k.log"), "earlier\n");
    var pid = lab.directory().resolve("k.pid").toString();
    var socket = "--control-socket=" + lab.directory().resolve("control.sock");
    try (var agent = node.start(ours, socket, "-nRlp", pid, "-g" + log, "-f", conf)) {
      awaitMasters(log, 1);
      assertThat(agent.log()).contains("Entering MASTER STATE");
      assertThat(Files.readString(Path.of(pid)).strip()).isEqualTo(Long.toString(agent.pid()));
      assertThat(agent.stop()).isZero();
    }
    node.run(ours, socket, "-GRp", pid, "--log-file=" + log, "-f", conf);
    awaitMasters(log, 2);
    assertThat(log).content().startsWith("earlier\n");
    node.run("sh", "-c", "kill $(cat " + pid + ")");
    Awaitility.await("its end").atMost(Lab.PATIENCE).until(() -> !Files.exists(Path.of(pid)));
  }

  /** Runs the command with an agent that only says that it was started, and a /tmp of its own. */
  private static final String USUAL_LOG =
      """
      mkdir /run/program
      cp "$1" /run/program
      printf '#!/bin/sh\\necho started >&2\\n' > /run/program/holdfast
      chmod +x /run/program/*
      mount -t tmpfs -o mode=1777 tmp /tmp
      cd /
      try() {
        /run/program/keepalived -n -f /run/none "$@" 2>&1 | sed 's/^/printed: /'
        cat /tmp/keepalived.log
      }
      echo first
      try -g
      echo second
      try --log-file
      echo link
      rm /tmp/keepalived.log
      touch /run/precious
      ln -s /run/precious /tmp/keepalived.log
      try -g
      """;

  @Test
  void withoutANameTheLogIsInTmpButNeverInWhatAnotherUserPutThere() {
    var printed = node.run("unshare", "-m", "sh", "-c", USUAL_LOG, "usual", ours);
    assertThat(printed.lines())
        .startsWith("first", "started", "second", "started", "started", "link")
        .last()
        .asString()
        .startsWith("printed: keepalived: /tmp/keepalived.log exists and is not a file of this");
    assertThat(printed.lines()).hasSize(7);
  }

  private static void awaitMasters(Path log, long count) {
    Awaitility.await("master " + count)
        .atMost(Lab.PATIENCE)
        .untilAsserted(() ->
            assertThat(Files.readAllLines(log).stream().filter(l -> l.contains("Entering MASTER")))
                .hasSize((int) count));
  }

  @Test
  void genhashPrintsKeepalivedsDigest() throws IOException {
    file("page.html", "hello\n");
    try (var server =
        node.start(
            "python3", "-m", "http.server", "8080", "--directory", lab.directory().toString())) {
      Awaitility.await("the server")
          .atMost(Lab.PATIENCE)
          .until(() -> node.succeeds("sh", "-c", "curl -s http://10.9.0.1:8080/"));
      var options = new String[] {"-s", "10.9.0.1", "-p", "8080", "-u", "/page.html", "-V", "x"};
      assertThat(node.run(with(new String[] {ours, "-T"}, options)))
          .isEqualTo(node.run(with(new String[] {"genhash"}, options)));
      assertThat(server.isRunning()).isTrue();
    }
  }

  private static String[] with(String[] command, String[] options) {
    var all = new String[command.length + options.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(options, 0, all, command.length, options.length);
    return all;
  }
}
