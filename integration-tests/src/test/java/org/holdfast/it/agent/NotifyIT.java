package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Authority;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.KeepalivedCommand;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.MailRelay;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests which notifications are sent, with keepalived beside Holdfast on the same configuration and
 * the same transitions.
 */
final class NotifyIT {

  private static final String CONF =
      """
      global_defs {
        router_id lvs1
        script_user root
        notify_fifo DIR/fifo
        vrrp_notify_priority_changes true
        log_unknown_vrids
      }
      track_file load {
        file DIR/load
        weight 1
      }
      vrrp_instance VI_1 {
        interface eth0
        virtual_router_id VRID
        version 3
        priority 150
        advert_int 0.1
        track_interface {
          eth1
        }
        track_file {
          load weight 1
        }
        virtual_ipaddress {
          10.9.0.VRID/24
        }
        notify "DIR/record any"
        notify_master "DIR/record master"
        notify_backup "DIR/record backup"
        notify_fault "DIR/record fault"
      }
      """;

  /** The address of the client's node, which plays the mail relay. */
  private static final String RELAY = "10.9.0.3";

  private PairLab lab;

  @BeforeEach
  void openLab() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    lab = PairLab.open();
    var other = lab.a().lab().addSwitch("other");
    lab.a().attach(other, "eth1", "10.8.0.1/24");
    lab.b().attach(other, "eth1", "10.8.0.2/24");
  }

  @AfterEach
  void closeLab() {
    lab.close();
  }

  @Test
  void fifosAndCommandsReceiveTheSameAsFromKeepalived() throws IOException {
    var ours = directory(lab.a());
    var theirs = directory(lab.b());
    var agent = new LabAgent(lab.a());
    agent.start(configuration(ours, 51));
    Path conf = Files.writeString(theirs.resolve("keepalived.conf"), configuration(theirs, 52));
    Daemon keepalived = lab.b().start(KeepalivedCommand.vrrp(conf, theirs));
    listen(lab.a(), ours);
    listen(lab.b(), theirs);
    for (Path each : List.of(ours, theirs)) {
      awaitLines(each, "MASTER 150", 1);
    }

    Files.writeString(ours.resolve("load"), "5\n");
    Files.writeString(theirs.resolve("load"), "5\n");
    for (Path each : List.of(ours, theirs)) {
      awaitLines(each, "MASTER_PRIORITY 155", 1);
    }
    lab.a().unplug("eth1");
    lab.b().unplug("eth1");
    for (Path each : List.of(ours, theirs)) {
      awaitLines(each, "FAULT 155", 1);
    }
    lab.a().plug("eth1");
    lab.b().plug("eth1");
    for (Path each : List.of(ours, theirs)) {
      awaitLines(each, "MASTER 155", 1);
    }

    assertThat(Files.readAllLines(ours.resolve("lines")))
        .isEqualTo(Files.readAllLines(theirs.resolve("lines")));
    for (Path each : List.of(ours, theirs)) {
      Awaitility.await(each + "/calls")
          .atMost(Lab.PATIENCE)
          .untilAsserted(() -> assertThat(calls(each)).contains("any INSTANCE VI_1 MASTER 155"));
    }
    Awaitility.await("the same calls")
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> assertThat(calls(ours)).isEqualTo(calls(theirs)));
    Awaitility.await("the other director's VRID is unknown here")
        .atMost(Lab.PATIENCE)
        .untilAsserted(() ->
            assertThat(agent.log())
                .anyMatch(line -> line.contains("An advert for VRID 52, which no instance here")));
    agent.stop();
    assertThat(ours.resolve("fifo")).doesNotExist();
    keepalived.stop();
  }

  /** The header of AH stands between the address and the VRID. */
  @Test
  void anUnknownVirtualRouterThatUsesAhIsLoggedByBoth() throws IOException {
    var conf =
        """
        global_defs {
          log_unknown_vrids
        }
        vrrp_instance V {
          interface eth0
          virtual_router_id VRID
          advert_int 1
          authentication {
            auth_type AH
            auth_pass secret
          }
          virtual_ipaddress {
            10.9.0.VRID/24
          }
        }
        """;
    var agent = new LabAgent(lab.a());
    agent.start(conf.replace("VRID", "61"));
    var directory = directory(lab.b());
    var file = Files.writeString(directory.resolve("k.conf"), conf.replace("VRID", "62"));
    var keepalived = lab.b().start(KeepalivedCommand.vrrp(file, directory));
    Awaitility.await("each logs the other's VRID")
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> {
          assertThat(agent.log())
              .anyMatch(line -> line.contains("An advert for VRID 62, which no instance here"));
          assertThat(keepalived.log()).containsIgnoringCase("unknown VRID(61)");
        });
    agent.stop();
    assertThat(keepalived.stop()).isZero();
  }

  @Test
  void anAgentInANetNamespaceWritesItsPidAndAnswersSignals() throws IOException {
    var directory = directory(lab.a());
    Path pidFile = directory.resolve("holdfast.pid");
    var agent = new LabAgent(lab.b());
    agent.start(
        """
        net-namespace: a
        pid-file: %s
        vrrp:
          instances:
            VI_1:
              interface: eth0
              virtual-router-id: 51
              version: 3
              advertisement-interval: 100ms
              addresses: [10.9.0.100/24]
              hooks:
                before-master: [%s, "1 before master"]
                after-master: [%<s, "2 after master"]
                before-release: [%<s, "3 before release"]
                after-release: [%<s, "4 after release"]
        """
            .formatted(pidFile, directory.resolve("record")));
    Awaitility.await("master")
        .atMost(Lab.PATIENCE)
        .until(() -> agent.state("VI_1").equals("MASTER"));
    Awaitility.await("its address in a")
        .atMost(Lab.PATIENCE)
        .until(() -> lab.a().run("ip", "-4", "-o", "addr").contains("10.9.0.100/24"));
    assertThat(lab.b().run("ip", "-4", "-o", "addr")).doesNotContain("10.9.0.100/24");
    assertThat(pidFile).content().contains(Long.toString(agent.pid()));
    Awaitility.await("hooks of the takeover")
        .atMost(Lab.PATIENCE)
        .untilAsserted(() ->
            assertThat(calls(directory)).containsExactly("1 before master", "2 after master"));

    Path socket = lab.b().lab().directory().resolve("b/control.sock");
    lab.b().run("kill", "-USR1", Long.toString(agent.pid()));
    lab.b().run("kill", "-USR2", Long.toString(agent.pid()));
    for (String suffix : List.of(".data", ".json", ".stats")) {
      Path dump = socket.resolveSibling("control.sock" + suffix);
      Awaitility.await(suffix).atMost(Lab.PATIENCE).until(() -> Files.exists(dump));
      assertThat(dump).content().contains("VI_1");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dump)))
          .isEqualTo("rw-------");
    }

    agent.stop();
    assertThat(pidFile).doesNotExist();
    assertThat(calls(directory))
        .containsExactly(
            "1 before master", "2 after master", "3 before release", "4 after release");
  }

  @Test
  void aReloadAddsAFifoAndReportsARemovedInstance() throws IOException {
    var directory = directory(lab.a());
    var agent = new LabAgent(lab.a());
    agent.start(notifying(directory, "", true));
    Awaitility.await("both are master")
        .atMost(Lab.PATIENCE)
        .until(() -> agent.state("VI_1").equals("MASTER") && agent.state("VI_2").equals("MASTER"));
    assertThat(directory.resolve("fifo")).doesNotExist();

    agent.configure(notifying(directory, "fifo: %s/fifo, states-on-reload: true", true));
    assertThat(agent.reload().restart()).isEmpty();
    listen(lab.a(), directory);
    agent.configure(notifying(directory, "fifo: %s/fifo, states-on-reload: true", false));
    assertThat(agent.reload().changes()).containsExactly("- vrrp.instances.VI_2");
    Awaitility.await("deleted")
        .atMost(Lab.PATIENCE)
        .untilAsserted(() ->
            assertThat(Files.readAllLines(directory.resolve("lines")))
                .contains("INSTANCE \"VI_1\" MASTER 100", "INSTANCE \"VI_2\" DELETED 100"));
    Awaitility.await("its commands")
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> assertThat(calls(directory)).containsExactly("deleted"));

    agent.configure(notifying(directory, "fifo: %s/fifo, states-on-reload: true", true));
    assertThat(agent.reload().changes()).containsExactly("+ vrrp.instances.VI_2");
    agent.stop();
    assertThat(Files.readAllLines(directory.resolve("lines")))
        .containsOnlyOnce("INSTANCE \"VI_2\" DELETED 100");
  }

  @Test
  void mailGoesThroughARelayThatRequiresTlsAndAPassword() throws IOException {
    var directory = directory(lab.a());
    var authority = new Authority(directory);
    authority.issue("relay", "IP:" + RELAY);
    Path password = Files.writeString(directory.resolve("password"), "sesame\n");
    Daemon relay = MailRelay.start(lab.client(), 2525, authority.bundle("relay"));
    var agent = new LabAgent(lab.a());
    agent.start(
        """
        router-id: lvs1
        notifications:
          mail:
            server: %s
            port: 2525
            security: starttls
            ca: %s
            username: lvs1
            password-file: %s
            from: lvs1@example.org
            to: ops@example.org
            helo: lvs1.example.org
        vrrp:
          instances:
            VI_1:
              interface: eth0
              virtual-router-id: 51
              version: 3
              advertisement-interval: 100ms
              addresses: [10.9.0.100/24]
              track: {interfaces: [eth1]}
        """
            .formatted(RELAY, authority.root(), password));
    awaitMail(relay, "VRRP Instance VI_1 - Entering MASTER state");
    lab.a().unplug("eth1");
    awaitMail(relay, "VRRP Instance VI_1 - Entering FAULT state");

    var heard = relay.lines().stream().map(Daemon.Line::text).toList();
    var secret =
        Base64.getEncoder()
            .encodeToString("lvs1\0lvs1\0sesame".getBytes(StandardCharsets.US_ASCII));
    assertThat(heard)
        .startsWith(
            "EHLO lvs1.example.org",
            "STARTTLS",
            "EHLO lvs1.example.org",
            "AUTH PLAIN " + secret,
            "MAIL FROM:<lvs1@example.org>",
            "RCPT TO:<ops@example.org>",
            "DATA")
        .contains("From: lvs1@example.org", "To: ops@example.org")
        .anyMatch(line -> line.startsWith("Subject: [lvs1] VRRP Instance VI_1 - Entering "));
    agent.stop();
  }

  private static void awaitMail(Daemon relay, String words) {
    Awaitility.await(words)
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> assertThat(relay.log()).contains(words));
  }

  private static String notifying(Path directory, String notifications, boolean both) {
    var first =
        """
        notifications: {%s}
        vrrp:
          defaults: {version: 3, advertisement-interval: 100ms}
          instances:
            VI_1: {interface: eth0, virtual-router-id: 51, addresses: [10.9.0.100/24]}
        """
            .formatted(notifications.formatted(directory));
    var second =
        """
            VI_2:
              interface: eth0
              virtual-router-id: 52
              addresses: [10.9.0.101/24]
              notify: {deleted: [%s, deleted]}
        """
            .formatted(directory.resolve("record"));
    return both ? first + second : first;
  }

  private static String configuration(Path directory, int vrid) {
    return CONF.replace("DIR", directory.toString()).replace("VRID", Integer.toString(vrid));
  }

  private static Path directory(Node node) throws IOException {
    Path directory =
        Files.createDirectories(node.lab().directory().resolve("notify-" + node.name()));
    Path calls = directory.resolve("calls");
    Path record =
        Files.writeString(directory.resolve("record"), "#!/bin/sh\necho \"$@\" >>" + calls + "\n");
    Files.setPosixFilePermissions(record, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("load"), "0\n");
    Files.createFile(calls);
    Files.createFile(directory.resolve("lines"));
    return directory;
  }

  private static void listen(Node node, Path directory) {
    Awaitility.await("FIFO")
        .atMost(Lab.PATIENCE)
        .until(() -> Files.exists(directory.resolve("fifo")));
    node.start(
        "sh", "-c", "exec cat " + directory.resolve("fifo") + " >" + directory.resolve("lines"));
  }

  private static void awaitLines(Path directory, String state, int least) {
    Awaitility.await(directory + ": " + state)
        .atMost(Lab.PATIENCE)
        .until(() ->
            Files.readAllLines(directory.resolve("lines")).stream()
                    .filter(line -> line.equals("INSTANCE \"VI_1\" " + state))
                    .count()
                >= least);
  }

  /** Returns the calls, sorted, because keepalived's commands may overtake each other. */
  private static List<String> calls(Path directory) {
    try {
      return Files.readAllLines(directory.resolve("calls")).stream().sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
