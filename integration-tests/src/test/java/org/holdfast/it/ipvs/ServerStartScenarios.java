package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.holdfast.it.interop.SnmpHost;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.MailRelay;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Compares what is reported of virtual servers at the start with what keepalived reports with the
 * same file: in the log, to commands, by mail and by traps.
 */
final class ServerStartScenarios {

  private static final String CONF =
      """
      global_defs {
        script_user root
        router_id lab
        smtp_server 127.0.0.1 2525
        notification_email {
          ops@example.org
        }
        notification_email_from lab@example.org
        snmp_socket @SOCKET@
        enable_snmp_checker
        enable_traps
      }
      """;

  private static final String SERVER =
      """
      virtual_server 10.9.0.%d 80 {
        delay_loop 2
        protocol TCP
        lvs_sched rr
        lvs_method NAT
        smtp_alert
        quorum_up "@RUN@ %1$d up"
        quorum_down "@RUN@ %1$d down"
        %s
        real_server 10.9.1.11 %d {
          weight 3
          notify_down "@RUN@ server %1$d down"
          TCP_CHECK {
            connect_timeout 1
          }
        }
      }
      """;

  private static final String UNREACHED = "quorum 3\n  hysteresis 2";
  private static final String SORRY = "sorry_server 10.9.1.11 8090";
  private static final int LISTENED = 80;
  private static final int CLOSED = 81;

  private static final String SERVERS =
      SERVER.formatted(100, "quorum 2\n  hysteresis 1", LISTENED)
          + SERVER.formatted(101, UNREACHED + "\n  " + SORRY, LISTENED)
          + SERVER.formatted(102, UNREACHED, LISTENED)
          + SERVER.formatted(103, "alpha\n  " + SORRY, CLOSED)
          + SERVER.formatted(104, "alpha", CLOSED)
          + SERVER.formatted(105, "alpha\n  " + SORRY, LISTENED);

  private static final Pattern LOGGED =
      Pattern.compile("(?:Gained quorum|Starting with quorum down) \\S+ (?:<=|>) \\d+ for VS");

  private static final Pattern MAILED = Pattern.compile("(?:Starting with|Gained) quorum[a-z ]*");

  private static final Pattern SUBJECTS = Pattern.compile("Virtualserver \\S+ - (?:UP|DOWN)");

  /** The number of a virtual server's servers that are up, which changes while traps are sent. */
  private static final String UP = "\\.9586\\.100\\.5\\.3\\.3\\.1\\.21 = Gauge32: \\d";

  private LvsLab lab;

  /** A director, its relay, and what its commands have written. */
  private record Side(Node node, SnmpHost snmp, Daemon relay, Path commands) {}

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.IPVSADM, Tools.SNMP);
    lab = LvsLab.open();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private static Side side(Node node) {
    try {
      var directory = Files.createDirectory(node.lab().directory().resolve("start-" + node.name()));
      var command =
          Files.writeString(
              directory.resolve("command"), "#!/bin/sh\necho $* >>" + directory + "/commands\n");
      Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
      var relay = MailRelay.startOpen(node, 2525, directory);
      return new Side(node, new SnmpHost(node), relay, directory.resolve("commands"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String conf(Side side) {
    return (CONF + SERVERS)
        .replace("@SOCKET@", side.snmp().socket())
        .replace("@RUN@", side.commands().resolveSibling("command").toString());
  }

  /** keepalived sends the traps of the start only if the master agent listens already. */
  private void awaitReady(Side side) {
    lab.await("the master agent answers", () -> !side.snmp().get("1.3.6.1.2.1.1.3.0").isEmpty());
    lab.await(
        "the relay listens", () -> side.node().run("ss", "-Htln", "sport = 2525").contains("2525"));
  }

  @Test
  @Timeout(300)
  void theSameIsReportedAtTheStart() throws IOException {
    var theirs = side(lab.b().node());
    var ours = side(lab.a().node());
    awaitReady(theirs);
    awaitReady(ours);
    var file = theirs.commands().resolveSibling("keepalived.conf");
    Files.writeString(file, conf(theirs));
    var keepalived =
        theirs
            .node()
            .start("keepalived", "--dont-fork", "--log-console", "-C", "-f", file.toString());
    lab.a().start(conf(ours));

    lab.awaitThat(
        "the same reports",
        () -> {
          assertThat(commands(theirs))
              .as("%s", keepalived.log())
              .containsExactly(
                  "100 up",
                  "101 down",
                  "103 down",
                  "105 down",
                  "105 up",
                  "server 103 down",
                  "server 104 down");
          assertThat(commands(ours)).isEqualTo(commands(theirs));
          assertThat(mails(ours, MAILED)).isEqualTo(mails(theirs, MAILED)).hasSize(5);
          // a mail of ours with several notices names each of them once more
          assertThat(new TreeSet<>(mails(ours, SUBJECTS)))
              .isEqualTo(new TreeSet<>(mails(theirs, SUBJECTS)));
          assertThat(traps(ours)).isEqualTo(traps(theirs)).hasSize(8);
        });
    assertThat(logged(String.join("\n", lab.a().log())))
        .isEqualTo(logged(keepalived.log()))
        .containsExactlyInAnyOrder(
            "Gained quorum 2+1=3 <= 3 for VS",
            "Starting with quorum down 3+2=5 > 3 for VS",
            "Starting with quorum down 1+0=1 > 0 for VS",
            "Starting with quorum down 1+0=1 > 0 for VS",
            "Gained quorum 1+0=1 <= 3 for VS");
  }

  private static List<String> commands(Side side) throws IOException {
    return Files.exists(side.commands())
        ? Files.readAllLines(side.commands()).stream().sorted().toList()
        : List.of();
  }

  /** keepalived writes a minus sign before the hysteresis, although it adds it at the start. */
  private static List<String> logged(String log) {
    return LOGGED
        .matcher(log)
        .results()
        .map(found -> found.group().replaceFirst("(down \\d+)-", "$1+"))
        .sorted()
        .toList();
  }

  private static List<String> mails(Side side, Pattern part) {
    return part.matcher(side.relay().log())
        .results()
        .map(found -> found.group().strip())
        .sorted()
        .toList();
  }

  private static List<String> traps(Side side) {
    return side.snmp().traps().stream().map(trap -> trap.replaceAll(UP, "UP")).sorted().toList();
  }
}
