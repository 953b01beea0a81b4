package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.Test;

/** Reads the scheduling of a running agent's threads and children from {@code /proc}. */
final class RealTimePriorityIT {

  private static final String NORMAL = "niceness 0";
  private static final String ELECTION = "SCHED_RR 50";
  private static final String BELOW = "SCHED_RR 49";

  /** The name and the scheduling of a thread. */
  private record Task(String name, String scheduling) {

    /** Reads {@code /proc/PID/stat}; fields 19, 40 and 41 are niceness, priority and policy. */
    static Task of(String stat) {
      int nameEnds = stat.lastIndexOf(')');
      var fields = stat.substring(nameEnds + 2).split(" ", -1);
      var scheduling =
          switch (fields[38]) {
            case "0" -> "niceness " + fields[16];
            case "2" -> "SCHED_RR " + fields[37];
            default -> "policy " + fields[38];
          };
      return new Task(stat.substring(stat.indexOf('(') + 1, nameEnds), scheduling);
    }

    static Optional<Task> in(Path directory) {
      try {
        return Optional.of(of(Files.readString(directory.resolve("stat"))));
      } catch (IOException ended) {
        return Optional.empty();
      }
    }
  }

  private static List<Task> threads(LabAgent agent) {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(agent.pid()), "task"))) {
      return all.flatMap(task -> Task.in(task).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> scheduling(LabAgent agent, String... names) {
    var all = new ArrayList<String>();
    for (var name : names) {
      threads(agent).stream()
          .filter(task -> task.name().startsWith(name))
          .forEach(task -> all.add(name + ": " + task.scheduling()));
    }
    return all;
  }

  private static Path start(LabAgent agent, String setting) {
    var child = agent.node().lab().directory().resolve("child");
    agent.start(
        """
        vrrp:
          %s
          scripts:
            scheduling:
              command: [/bin/sh, -c, "cat /proc/self/stat > %s.new && mv %s.new %s"]
              interval: 1s
          instances:
            VI_1:
              interface: eth0
              virtual-router-id: 51
              version: 3
              addresses: [10.9.0.100/24]
              track: { scripts: [scheduling] }
        """
            .formatted(setting, child, child, child));
    await("a master").atMost(Lab.PATIENCE).until(() -> agent.state("VI_1").equals("MASTER"));
    await("a run of the script").atMost(Lab.PATIENCE).until(() -> Files.exists(child));
    return child;
  }

  @Test
  void everyThreadOnWhichTheElectionCanWaitHasAPriorityAndNoChildHas() throws IOException {
    Needs.tools(Tools.HOLDFAST);
    try (PairLab lab = PairLab.open()) {
      var agent = new LabAgent(lab.a());
      var child = start(agent, "real-time-priority: 50");
      if (!lab.a().succeeds("chrt", "--rr", "1", "true")) { // a user namespace
        assertThat(agent.log())
            .anyMatch(line -> line.contains("No real-time priority: "))
            .anyMatch(line -> line.contains("An overloaded host may delay the election loop: "));
        return;
      }
      await("priorities of all threads")
          .atMost(Lab.PATIENCE)
          .until(() ->
              threads(agent).stream()
                  .filter(task -> !task.name().startsWith("election"))
                  .allMatch(task -> task.scheduling().equals(BELOW)));

      assertThat(scheduling(agent, "election", "kernel", "VM Thread", "C1 Compiler", "scripts"))
          .containsExactly(
              "election: " + ELECTION,
              "kernel: " + BELOW,
              "VM Thread: " + BELOW,
              "C1 Compiler: " + BELOW,
              "scripts: " + BELOW);
      Files.delete(child); // the thread that ran it had no priority yet
      await("another run of the script").atMost(Lab.PATIENCE).until(() -> Files.exists(child));
      assertThat(Task.of(Files.readString(child)).scheduling()).isEqualTo(NORMAL);
    }
  }

  @Test
  void withoutTheSettingNoThreadHasAPriority() {
    Needs.tools(Tools.HOLDFAST);
    try (PairLab lab = PairLab.open()) {
      var agent = new LabAgent(lab.a());
      start(agent, "lock-memory: false");
      var usual = threads(agent).getFirst().scheduling(); // the first thread is the launcher's

      assertThat(threads(agent)).allMatch(task -> task.scheduling().equals(usual));
    }
  }
}
