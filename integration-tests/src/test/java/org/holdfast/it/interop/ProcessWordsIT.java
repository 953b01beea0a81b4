package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.holdfast.it.lab.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The words about processes of a keepalived.conf: the same commands at both directors. */
@Execution(ExecutionMode.CONCURRENT)
final class ProcessWordsIT {

  private static final String CONF =
      """
      global_defs {
        startup_script "DIRECTORY/note startup"
        shutdown_script "DIRECTORY/note shutdown"
        shutdown_script_timeout 20
        umask 0027
        vrrp_priority 3
        vrrp_cpu_affinity 0
      }
      vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        notify_master "DIRECTORY/note master"
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      """;

  private static final String NOTE =
      """
      #!/bin/sh
      addresses=$(ip -o address show dev eth0 | grep -c 10.9.0.100)
      echo "$1 $addresses" >> DIRECTORY/notes
      """;

  /** The seconds are there even if they are 0. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private static List<String> notes(Path directory) throws IOException {
    var notes = directory.resolve("notes");
    return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
  }

  private static String conf(Path directory) throws IOException {
    Files.createDirectory(directory);
    var script =
        Files.writeString(
            directory.resolve("note"), NOTE.replace("DIRECTORY", directory.toString()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return CONF.replace("DIRECTORY", directory.toString());
  }

  @Test
  void commandsRunBeforeAndAfterEverythingElse() throws IOException {
    try (var both = BesideKeepalived.open()) {
      var theirs = both.directory().resolve("theirs");
      var ours = both.directory().resolve("ours");
      both.startTheirs(conf(theirs));
      var agent = both.startOurs(conf(ours)).daemon();
      both.awaitLogged("Entering MASTER STATE", 1);
      both.await("the masters' commands have run", _ -> hasTwoNotes(theirs) && hasTwoNotes(ours));
      assertThat(Files.getPosixFilePermissions(ours.resolve("notes")))
          .isEqualTo(PosixFilePermissions.fromString("rw-r-----"))
          .isEqualTo(Files.getPosixFilePermissions(theirs.resolve("notes")));
      assertThat(election(agent.pid())).isEqualTo("nice 3 cpus 1");

      both.directors().forEach(director -> assertThat(director.daemon().stop()).isZero());
      assertThat(notes(ours))
          .isEqualTo(notes(theirs))
          .startsWith("startup 0", "master 1")
          .endsWith("shutdown 0");
    }
  }

  @Test
  void aFileSaysWhenToReloadAndTheKernelSendsNoLocalIgmpMeanwhile() throws IOException {
    var conf =
        """
        global_defs {
          reload_time_file DIRECTORY/time
          reload_file DIRECTORY/reload
          disable_local_igmp
          vrrp_rlimit_rttime 1000000
        }
        vrrp_instance VI_1 {
          interface eth0
          virtual_router_id 51
          virtual_ipaddress {
            10.9.0.100/24
          }
        }
        """;
    try (var both = BesideKeepalived.open()) {
      var theirs = Files.createDirectory(both.directory().resolve("theirs"));
      var ours = Files.createDirectory(both.directory().resolve("ours"));
      both.startTheirs(conf.replace("DIRECTORY", theirs.toString()));
      both.startOurs(conf.replace("DIRECTORY", ours.toString()));
      both.awaitLogged("Entering MASTER STATE", 1);
      assertThat(both.directors()).allMatch(director -> igmp(director.node()).equals("0"));

      var soon = LocalTime.now(ZoneOffset.UTC).plusSeconds(3).truncatedTo(ChronoUnit.SECONDS);
      for (var directory : List.of(theirs, ours)) {
        Files.writeString(directory.resolve("time"), soon.format(TIME) + "Z\n");
      }
      both.awaitLogged("Reloading", 1);
      both.await(
          "the times are used up",
          _ ->
              Stream.of(theirs, ours)
                  .flatMap(directory -> Stream.of("time", "reload").map(directory::resolve))
                  .noneMatch(Files::exists));

      both.directors().forEach(director -> assertThat(director.daemon().stop()).isZero());
      assertThat(both.directors()).allMatch(director -> igmp(director.node()).equals("1"));
    }
  }

  /** keepalived leaves its own value behind when it is killed. */
  @Test
  void theNextRunOrAReleaseRestoresTheIgmpOfAKilledAgent() {
    var conf =
        """
        global_defs {
          disable_local_igmp
        }
        vrrp_instance VI_1 {
          interface eth0
          virtual_router_id 51
          virtual_ipaddress {
            10.9.0.100/24
          }
        }
        """;
    try (var both = BesideKeepalived.open()) {
      both.startTheirs(conf);
      both.startOurs(conf);
      both.awaitLogged("Entering MASTER STATE", 1);
      both.directors().forEach(director -> director.daemon().kill());
      assertThat(both.directors()).allMatch(director -> igmp(director.node()).equals("0"));
      both.release();
      assertThat(igmp(both.ourNode())).isEqualTo("1");
      assertThat(igmp(both.theirNode())).isEqualTo("0");

      var killed = both.startOurs(conf);
      both.awaitOurs(killed, "Entering MASTER STATE");
      killed.daemon().kill();
      assertThat(igmp(both.ourNode())).isEqualTo("0");
      var next = both.startOurs(conf.replace("disable_local_igmp", ""));
      both.awaitOurs(next, "Entering MASTER STATE");
      assertThat(igmp(both.ourNode())).isEqualTo("1");
    }
  }

  private static String igmp(Node node) {
    return node.run("cat", "/proc/sys/net/ipv4/igmp_link_local_mcast_reports").strip();
  }

  private static boolean hasTwoNotes(Path directory) {
    try {
      return notes(directory).size() == 2;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the nice value of the election loop, and the mask of its processors. */
  private static String election(long agent) throws IOException {
    var processes =
        ProcessHandle.of(agent).stream()
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .map(ProcessHandle::pid)
            .toList();
    for (var process : processes) {
      try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + process + "/task"))) {
        for (var task : tasks) {
          if (Files.readString(task.resolve("comm")).startsWith("election")) {
            var stat = Files.readString(task.resolve("stat"));
            var nice = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16];
            var cpus =
                Files.readAllLines(task.resolve("status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed:"))
                    .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                    .findFirst()
                    .orElse("");
            return "nice " + nice + " cpus " + cpus.replaceFirst("^[0,]+", "");
          }
        }
      }
    }
    return "no election loop";
  }
}
