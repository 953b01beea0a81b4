package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.HeldThread;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Preload;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words about processes of a keepalived.conf: the same commands at both directors. */
@Execution(ExecutionMode.CONCURRENT)
final class ProcessWordsIT {

  private static final IpAddress ADDRESS = IpAddress.of("10.9.0.100");

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

  private static final String LATE =
      """
      global_defs {
        max_auto_priority 3
        min_auto_priority_delay 500000
      }
      vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      """;

  @Test
  void anElectionThatRunsLateGetsAHigherPriorityEachTime() throws IOException {
    try (var both = BesideKeepalived.open()) {
      assumeTrue(
          both.ourNode().succeeds("chrt", "-r", "1", "true"),
          "only root may give real-time priority");
      var theirs = both.startTheirs(LATE).daemon();
      var ours = both.startOurs(LATE).daemon();
      both.awaitLogged("Entering MASTER STATE", 1);
      var child = ProcessHandle.of(theirs.pid()).orElseThrow().children().findFirst().orElseThrow();
      for (var election :
          List.of(thread(child.pid(), "keepalived"), thread(ours.pid(), "election"))) {
        assertThat(realTimePriority(election)).isZero();
        for (int expected : new int[] {1, 2, 3, 3}) {
          try (var _ = HeldThread.of(processOf(election), name(election))) {
            Awaitility.await("it is late").pollDelay(Duration.ofSeconds(2)).until(() -> true);
          }
          Awaitility.await("the priority of " + name(election))
              .atMost(Lab.PATIENCE)
              .untilAsserted(
                  () -> assertThat(realTimePriority(election)).isGreaterThanOrEqualTo(expected));
        }
        assertThat(realTimePriority(election)).isEqualTo(3);
      }
    }
  }

  private static final String LIMITED =
      """
      global_defs {
        vrrp_rt_priority 50
        vrrp_rlimit_rttime 300000
      }
      vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      """;

  /** The status of a process that another one has killed. */
  private static final int KILLED = 128 + 9;

  private static List<String> busyLoop(Path library, Path file, String thread) {
    return List.of("env", "LD_PRELOAD=" + library, "LAB_BUSY=" + file, "LAB_BUSY_THREAD=" + thread);
  }

  /**
   * The kernel kills keepalived's VRRP process, and its parent starts another one. Holdfast says
   * why it ends, and hands over if its election loop turns again; otherwise another process removes
   * its addresses.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anElectionThatDoesNotStopRunningEndsItsProcess(boolean turnsAgain) throws IOException {
    try (var both = BesideKeepalived.open()) {
      assumeTrue(
          both.ourNode().succeeds("chrt", "-r", "1", "true"),
          "only root may give real-time priority");
      assumeTrue(Preload.isPossible(), "there is no C compiler");
      var busy = both.directory().resolve("busy");
      var library = Preload.busyLoop(both.directory());
      var theirs = both.startTheirs(LIMITED, busyLoop(library, busy, "keepalived"));
      var ours = both.startOurs(LIMITED, busyLoop(library, busy, "election"));
      both.awaitLogged("Entering MASTER STATE", 1);
      both.await("the address is there", director -> director.node().holds(ADDRESS));

      Files.createFile(busy);
      both.await(
          "the limit was reached",
          director -> director.log().matches("(?s).*(rlimit_rttime been|real-time.limit).*"));
      if (turnsAgain) {
        Files.delete(busy);
      }
      Awaitility.await("the end of our agent")
          .atMost(Lab.PATIENCE)
          .until(() -> !ours.daemon().isRunning());
      assertThat(ours.daemon().exitStatus()).as(ours.log()).isEqualTo(turnsAgain ? 1 : KILLED);
      assertThat(ours.log())
          .containsOnlyOnce("A real-time thread used the processor for longer")
          .contains(turnsAgain ? "sent 0 priority" : "The election loop has not turned for 2.0 s");
      assertThat(both.ourNode().holds(ADDRESS)).isFalse();
      Files.deleteIfExists(busy);
      Awaitility.await("keepalived is master again")
          .atMost(Lab.PATIENCE)
          .until(() -> theirs.log().split("Entering MASTER STATE", -1).length > 2);
    }
  }

  /** Returns the nice value of the election loop, and the mask of its processors. */
  private static String election(long agent) throws IOException {
    var election = thread(agent, "election");
    var cpus =
        Files.readAllLines(election.resolve("status")).stream()
            .filter(line -> line.startsWith("Cpus_allowed:"))
            .map(line -> line.substring(line.lastIndexOf('\t') + 1))
            .findFirst()
            .orElse("");
    return "nice " + stat(election)[16] + " cpus " + cpus.replaceFirst("^[0,]+", "");
  }

  private static int realTimePriority(Path thread) throws IOException {
    return Integer.parseInt(stat(thread)[37]);
  }

  /** Returns the fields of a thread's stat after its name, the first of which is its state. */
  private static String[] stat(Path thread) throws IOException {
    var stat = Files.readString(thread.resolve("stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  private static String name(Path thread) throws IOException {
    return Files.readString(thread.resolve("comm")).strip();
  }

  private static long processOf(Path thread) {
    return Long.parseLong(thread.getName(1).toString());
  }

  /**
   * Returns the directory, as {@code /proc/PID/task/TID}, of the thread whose name has that
   * beginning, in a process or in one that it has started.
   */
  private static Path thread(long process, String beginning) throws IOException {
    var processes =
        ProcessHandle.of(process).stream()
            .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
            .map(ProcessHandle::pid)
            .toList();
    for (var each : processes) {
      try (var threads = Files.newDirectoryStream(Path.of("/proc/" + each + "/task"))) {
        for (var thread : threads) {
          if (name(thread).startsWith(beginning)) {
            return thread;
          }
        }
      }
    }
    throw new AssertionError("no thread " + beginning);
  }
}
