package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabUsers;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the commands and the FIFO lines of virtual servers and their servers with those of
 * keepalived with the same file: which there are, in which order, with which arguments and as which
 * user.
 */
final class ServerCommandScenarios {

  // The numbers of a command's processes tell the order of the starts: the commands run at once.
  private static final String PROGRAMS =
      """
      set -e
      for place in theirs ours; do
        touch /run/users/$place.commands /run/users/$place.checks
        chmod 666 /run/users/$place.commands /run/users/$place.checks
      done
      echo 0 > /run/users/status
      cat > /run/users/record <<'END'
      while read key own effective saved rest; do
        case $key in
          Uid:) line="$effective" ;;
          Gid:) line="$line $effective" ;;
          Groups:) others=$own$effective ;;
        esac
      done < /proc/$$/status
      case ${line#* } in "$others") ;; *) line="$line${others:+ also $others}" ;; esac
      for argument in "$@"; do line="$line [$argument]"; done
      END
      cat > /run/users/command <<'END'
      #!/bin/sh
      to=/run/users/$1.commands
      shift
      . /run/users/record
      echo "$$|$line" >> $to
      END
      cat > /run/users/check <<'END'
      #!/bin/sh
      to=/run/users/$1.checks
      shift
      . /run/users/record
      echo "$line" >> $to
      [ "$1" = second ] || exit 0
      read status < /run/users/status
      exit $status
      END
      chmod 755 /run/users/command /run/users/check
      """;

  private static final String CONF =
      """
      global_defs {
        script_user lab_a
        lvs_notify_fifo @FIFO@
        @MORE@
      }
      virtual_server 10.9.0.100 80 {
        delay_loop 1
        protocol TCP
        lvs_sched rr
        lvs_method NAT
        quorum 2
        quorum_up "@RUN@ web gained 'two words'" lab_b lab_g
        quorum_down "@RUN@ web lost"
        real_server 10.9.1.11 80 {
          @r1@
        }
        real_server 10.9.1.12 80 {
          @r2@
        }
        real_server 10.9.1.13 80 {
          @r3@
        }
      }
      virtual_server 10.9.0.101 443 {
        delay_loop 3
        protocol TCP
        lvs_sched rr
        lvs_method NAT
        alpha
        omega
        quorum 2
        quorum_up "@RUN@ calls gained"
        quorum_down "@RUN@ calls lost" lab_b
        real_server 10.9.1.12 443 {
          weight 3
          notify_up "@RUN@ checked up"
          notify_down "@RUN@ checked down" lab_b lab_g
          MISC_CHECK {
            misc_path "@CHECK@ first 'two words' x"
            misc_timeout 20
            user lab_b lab_g
          }
          MISC_CHECK {
            misc_path "@CHECK@ second"
            misc_timeout 20
            misc_dynamic
          }
        }
      }
      """;

  /** What reloads remove from the file. */
  private static final String NOTHING = "$^";

  private static final String THIRD = "(?s)  real_server 10.9.1.13 80 .*?\\n  }\\n";
  private static final String WEB = "(?s)virtual_server 10.9.0.100 80 .*?\\n}\\n";

  private static final String SERVER =
      """
      notify_up "@RUN@ NAME up" USER
          notify_down "@RUN@ NAME down" USER
          TCP_CHECK {
            connect_timeout 1
            retry 0
          }\
      """;

  private static String server(String name, String user) {
    return SERVER.replace("NAME", name).replace("USER", user);
  }

  private LvsLab lab;
  private @Nullable Daemon keepalived;
  private int commands;
  private int lines;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.IPVSADM);
    lab = LvsLab.open();
    var _ = LabUsers.in(hosts(), false);
    hosts().run("sh", "-c", PROGRAMS);
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private Lab hosts() {
    return lab.a().node().lab();
  }

  private String conf(Node node, String place, String more) {
    return CONF.replace("@MORE@", more)
        .replace("@r1@", server("r1", ""))
        .replace("@r2@", server("r2", "lab_b"))
        .replace("@r3@", server("r3", "lab_b lab_g"))
        .replace("@RUN@", "/run/users/command " + place)
        .replace("@CHECK@", "/run/users/check " + place)
        .replace("@FIFO@", fifo(node).toString());
  }

  private static Path fifo(Node node) {
    return node.lab().directory().resolve("fifo-" + node.name());
  }

  private Node ourNode() {
    return lab.a().node();
  }

  private Node theirNode() {
    return lab.b().node();
  }

  private Daemon keepalived() {
    return Objects.requireNonNull(keepalived);
  }

  private Path keepalivedConf() {
    return hosts().directory().resolve("keepalived.conf");
  }

  private void start(String more) {
    write(keepalivedConf(), conf(theirNode(), "theirs", more));
    keepalived =
        theirNode()
            .start(
                "keepalived",
                "--dont-fork",
                "--log-console",
                "--log-detail",
                "-C",
                "-f",
                keepalivedConf().toString());
    lab.a().start(conf(ourNode(), "ours", more));
    for (var node : List.of(theirNode(), ourNode())) {
      lab.await("FIFO of " + node, () -> Files.exists(fifo(node)));
      // again and again: keepalived makes another FIFO at a reload
      var read = "while sleep 0.1; do cat " + fifo(node) + " 2>/dev/null; done >" + lines(node);
      node.start("sh", "-c", read);
    }
  }

  private static Path lines(Node node) {
    return node.lab().directory().resolve("lines-" + node.name());
  }

  private static List<String> read(Node node) {
    try {
      return Files.exists(lines(node)) ? Files.readAllLines(lines(node)) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checksAnswer(int status) {
    hosts()
        .run(
            "sh", "-c", "echo " + status + " >/run/users/new; mv /run/users/new /run/users/status");
  }

  /** Returns the commands in the order of their starts, each with its user and group. */
  private List<String> commands(String place) throws IOException {
    return records(place + ".commands").stream()
        .sorted(Comparator.comparingInt(line -> Integer.parseInt(line.split("\\|", 2)[0])))
        .map(line -> line.split("\\|", 2)[1])
        .toList();
  }

  private Set<String> checks(String place) throws IOException {
    return new TreeSet<>(records(place + ".checks"));
  }

  private List<String> records(String file) throws IOException {
    return Files.readAllLines(hosts().outside("/run/users/" + file));
  }

  /**
   * Waits until both have run these commands, and no others, since the last time, and have written
   * the same lines.
   */
  private void awaitSame(String... expected) {
    lab.awaitThat(
        "the same commands and lines",
        () -> {
          var theirs = after(commands, commands("theirs"));
          assertThat(theirs.stream().map(line -> line.replaceFirst("^[^\\[]*", "")))
              .as("%s", keepalived().log())
              .containsExactly(expected);
          assertThat(after(commands, commands("ours"))).isEqualTo(theirs);
          assertThat(after(lines, read(ourNode()))).isEqualTo(after(lines, read(theirNode())));
          assertThat(checks("ours")).isEqualTo(checks("theirs"));
        });
    commands += expected.length;
    lines = read(theirNode()).size();
  }

  private static List<String> after(int number, List<String> all) {
    return all.subList(Math.min(number, all.size()), all.size());
  }

  private void reload(String more, String without) {
    write(keepalivedConf(), conf(theirNode(), "theirs", more).replaceFirst(without, ""));
    theirNode().run("kill", "-HUP", Long.toString(keepalived().pid()));
    lab.a().configure(conf(ourNode(), "ours", more).replaceFirst(without, ""));
    assertThat(lab.a().reload().errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rs_init_notifies"})
  @Timeout(400)
  void theSameCommandsRunInTheSameOrder(String more) {
    start(more);
    if (more.isEmpty()) {
      awaitSame("[web] [gained] [two words]", "[checked] [up]", "[calls] [gained]");
    } else {
      awaitSame(
          "[r1] [up]",
          "[r2] [up]",
          "[r3] [up]",
          "[web] [gained] [two words]",
          "[checked] [up]",
          "[calls] [gained]");
    }
    lab.kill(2);
    awaitSame("[r2] [down]");
    lab.kill(3);
    awaitSame("[r3] [down]", "[web] [lost]");
    lab.revive(2);
    awaitSame("[r2] [up]", "[web] [gained] [two words]");
    lab.revive(3);
    awaitSame("[r3] [up]");
    checksAnswer(1);
    awaitSame("[checked] [down]", "[calls] [lost]");
    checksAnswer(0);
    awaitSame("[checked] [up]", "[calls] [gained]");
    checksAnswer(2 + 1); // a weight of 1, which is below the quorum
    awaitSame("[calls] [lost]");
    checksAnswer(2 + 5);
    awaitSame("[calls] [gained]");

    reload(more, THIRD);
    awaitSame("[r3] [down]");
    reload(more, NOTHING);
    if (more.isEmpty()) {
      awaitReloaded();
    } else {
      awaitSame("[r3] [up]");
    }
    reload(more, WEB);
    awaitSame("[r1] [down]", "[r2] [down]", "[r3] [down]", "[web] [lost]");
    reload(more, NOTHING);
    if (more.isEmpty()) {
      awaitSame("[web] [gained] [two words]");
    } else {
      awaitSame("[r1] [up]", "[r2] [up]", "[r3] [up]", "[web] [gained] [two words]");
    }
    lab.a().stop();
    assertThat(keepalived().stop()).isZero();
    awaitSame("[checked] [down]", "[calls] [lost]");
  }

  private void awaitReloaded() {
    lab.awaitTables(
        "the third server is in both tables again",
        () -> {
          assertThat(LvsLab.rules(theirNode())).anyMatch(rule -> rule.contains("10.9.1.13:80"));
          assertThat(LvsLab.rules(ourNode())).isEqualTo(LvsLab.rules(theirNode()));
        });
  }
}
