package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.LabException;
import org.holdfast.it.lab.PairLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The election keeps its time beside programs that want every processor at a real-time priority
 * below its own, also when the JVM stops all of its threads meanwhile.
 */
@Isolated("takes all processors for three seconds")
final class RealTimeIT {
  private static final String CONFIGURATION =
      AgentPair.configuration(150, "notify: { master: [/bin/sleep, \"600\"] }")
          .replace("vrrp:\n", "vrrp:\n  real-time-priority: 50\n");

  /** A backup waits for longer than three intervals. */
  private static final double LONGEST_GAP_MILLIS = 300;

  @Test
  void theLoopWaitsForNoThreadThatGetsNoProcessor() throws IOException {
    try (var pair = AgentPair.open()) {
      // A pipe whose reader waits for the hogs would stop the JVM in the middle of a dump.
      var dumpFile = pair.lab().a().lab().directory().resolve("dumps.txt");
      start(
          pair,
          "env",
          "HOLDFAST_JAVA_OPTIONS=-XX:-DisplayVMOutput -XX:+LogVMOutput -XX:LogFile=" + dumpFile);
      AgentPair.pass(Duration.ofSeconds(2)); // what follows a takeover
      // at the sender, because the kernel's own threads, which carry packets on, wait for the hogs
      var capture = pair.lab().a().capture("eth0", "adverts.pcap", "ip proto 112");
      int hogs = 2 * Runtime.getRuntime().availableProcessors();
      for (int hog = 0; hog < hogs; hog++) {
        busy(pair, 10, "while :; do :; done");
      }
      // a thread dump needs safepoints, as a collection does
      var dumps =
          busy(pair, 20, "while :; do kill -QUIT %d; sleep 0.05; done".formatted(pid(pair)));
      pair.await("the burden has ended", () -> !dumps.isRunning());
      AgentPair.pass(Duration.ofSeconds(1)); // what the capture has not yet fetched

      var gaps = capture.stop().spansMillis("vrrp && ip.src == " + PairLab.ADDRESS_OF_A);
      assertThat(Files.readString(dumpFile)).contains("VM Thread");
      assertThat(gaps).hasSizeGreaterThan(20).allMatch(gap -> gap < LONGEST_GAP_MILLIS);
    }
  }

  @Test
  void everyThreadIsAboveWhatTheElectionIsAbove() {
    try (var pair = AgentPair.open()) {
      start(pair);
      pair.await(
          "the threads have their priorities",
          () ->
              priorities(pid(pair)).entrySet().stream()
                  .allMatch(thread ->
                      thread
                          .getValue()
                          .equals(
                              thread.getKey().matches("election.*|VM Thread|watchdog|Signal.*")
                                  ? 50
                                  : 49)));
      assertThat(priorities(pid(pair)))
          .containsKeys("election-1-1", "VM Thread", "scripts", "C1 CompilerThre");
      assertThat(script(pair)).as("a program that the agent runs").isZero();

      pair.a().configure(CONFIGURATION.replace("priority: 50", "priority: off"));
      pair.a().reload();
      assertThat(priorities(pid(pair))).allSatisfy((_, priority) -> assertThat(priority).isZero());
    }
  }

  private static void start(AgentPair pair, String... wrapper) {
    assumeTrue(mayHavePriority(pair), "only root may give real-time priority");
    pair.a().start(CONFIGURATION, wrapper);
    pair.awaitHolder(pair.lab().a());
  }

  private static boolean mayHavePriority(AgentPair pair) {
    try {
      pair.lab().a().run("chrt", "-r", "50", "true");
      return true;
    } catch (LabException refused) {
      return false;
    }
  }

  private static Daemon busy(AgentPair pair, int priority, String script) {
    return pair.lab()
        .a()
        .start("chrt", "-r", Integer.toString(priority), "timeout", "3", "sh", "-c", script);
  }

  private static long pid(AgentPair pair) {
    return pair.a().pid();
  }

  /** Returns the real-time priority of each thread of a process, by its name; 0 for none. */
  private static Map<String, Integer> priorities(long process) {
    var priorities = new TreeMap<String, Integer>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + process + "/task"))) {
      for (var thread : threads) {
        String stat;
        try {
          stat = Files.readString(thread.resolve("stat"));
        } catch (IOException hasEnded) {
          continue;
        }
        int nameEnd = stat.lastIndexOf(')');
        priorities.put(
            stat.substring(stat.indexOf('(') + 1, nameEnd),
            Integer.valueOf(stat.substring(nameEnd + 2).split(" ", -1)[37]));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return priorities;
  }

  /** Returns the priority of the script that the agent runs. */
  private static int script(AgentPair pair) {
    var children = ProcessHandle.of(pid(pair)).orElseThrow().children().toList();
    assertThat(children).isNotEmpty();
    return Objects.requireNonNull(priorities(children.getFirst().pid()).get("sleep"));
  }
}
