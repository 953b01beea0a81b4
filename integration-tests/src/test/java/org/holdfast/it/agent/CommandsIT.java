package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.it.lab.PairLab.ADDRESS_OF_A;
import static org.holdfast.it.lab.PairLab.ADDRESS_OF_B;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.vrrp.AgentPair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the query commands on a running pair, both as text and as JSON. */
final class CommandsIT {

  @TempDir private Path directory;

  private static List<?> list(LabAgent agent, String... command) throws IOException {
    return JSON.std.listFrom(agent.ask(withJson(command)));
  }

  private static Map<String, Object> object(LabAgent agent, String... command) throws IOException {
    return JSON.std.mapFrom(agent.ask(withJson(command)));
  }

  private static String[] withJson(String... command) {
    return Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new);
  }

  @Test
  void everyCommandAnswersInTextAndInJson() throws IOException {
    var load = Files.writeString(directory.resolve("load"), "0\n");
    var tracks = "track: {files: [load]}\n";
    try (var pair = AgentPair.open()) {
      pair.a().start(configuration(150, tracks, load));
      pair.b().start(configuration(100, "", load));
      pair.awaitMaster(pair.a(), "VI_1");
      pair.await("b knows its master", () -> !pair.b().ask("show", "peer").isEmpty());

      assertThat(pair.a().ask("status")).contains("VI_1  MASTER since", " held");
      assertThat(object(pair.a(), "status")).containsKeys("instances", "table", "upSeconds");

      assertThat(pair.a().ask("show", "instance", "VI")).startsWith("VI_1          MASTER");
      assertThat(list(pair.a(), "show", "instance", "VI_1")).hasSize(1);
      assertThat(pair.a().ask("show", "track")).startsWith("VI_1  file load  0 for ");
      assertThat(list(pair.a(), "show", "track", "load")).hasSize(1);
      assertThat(pair.a().ask("show", "service") + pair.a().ask("show", "check")).isEmpty();
      assertThat(pair.b().ask("show", "peer"))
          .startsWith("VI_1  master " + ADDRESS_OF_A + ", priority 150, every 100 ms, heard ");
      assertThat(list(pair.b(), "show", "peer")).hasSize(1);
      assertRunningConfiguration(pair.a());

      assertThat(pair.b().ask("explain", "VI_1"))
          .startsWith("VI_1 is backup: " + ADDRESS_OF_A + " advertises priority 150, ours is 100\n")
          .contains("a priority above 150", "  timers ", "  election    preempts");
      assertThat(object(pair.a(), "explain", "VI_1"))
          .containsEntry("preempt", true)
          .containsEntry("toBecomeMaster", List.of());
      assertThatThrownBy(() -> pair.a().ask("explain", "VI_2"))
          .hasMessageContaining(
              "no instance, sync group or service \"VI_2\"; did you mean \"VI_1\"?");

      assertThat(pair.a().ask("events")).containsPattern("instance-moved +VI_1 is MASTER: ");
      assertThat(object(pair.a(), "events", "--after", "0")).containsKeys("life", "events");
    }
  }

  /** Asserts that the running configuration equals the file, in the form that convert writes. */
  private void assertRunningConfiguration(LabAgent agent) throws IOException {
    var running = agent.ask("show", "config");
    var file = agent.ask("show", "config", "--file");
    assertThat(running).startsWith("# Running configuration, read from ").contains("priority: 150");
    assertThat(file).contains("as the agent read it", "priority: 150");

    var copy = Files.writeString(directory.resolve("copy.yaml"), file);
    assertThat(running.substring(running.indexOf('\n') + 1))
        .isEqualTo(
            agent.node().run(HoldfastDirector.launcher().toString(), "convert", copy.toString()));
    assertThat(object(agent, "show", "config")).containsOnlyKeys("file", "config");
    assertThat(object(agent, "show", "config", "--file")).containsOnlyKeys("file", "text");
  }

  private static String configuration(int priority, String more, Path load) {
    return AgentPair.configuration(priority, more)
        + "  track-files:\n    load: {weight: -20, path: "
        + load
        + "}\n";
  }

  @Test
  void aFollowerGetsEveryEventOfAFailover() throws IOException {
    try (var pair = AgentPair.open()) {
      pair.start("", "");
      Daemon follower = pair.b().follow("events", "--follow", "--json");
      pair.await("the snapshot is there", () -> !follower.lines().isEmpty());

      pair.a().kill();
      pair.await("b took over", () -> reported(follower, "VI_1 is MASTER: no advert had come for"));
      pair.a().start(AgentPair.configuration(150, ""));
      pair.await(
          "b gave way",
          () ->
              reported(
                  follower,
                  "VI_1 is BACKUP: " + ADDRESS_OF_A + " advertised priority 150, ours was 100"));

      pair.await("a is master", () -> pair.a().state("VI_1").equals("MASTER"));
      assertPreempted(pair.a());

      var events = events(follower);
      assertThat(events.getFirst())
          .containsEntry("kind", "snapshot")
          .extractingByKey("details")
          .asString()
          .contains("life=", "state=BACKUP", ADDRESS_OF_B);
      assertThat(events.stream().map(event -> number(event.get("sequence"))))
          .containsExactlyElementsOf(
              LongStream.range(0, events.size())
                  .map(i -> number(events.getFirst().get("sequence")) + i)
                  .boxed()
                  .toList());
      follower.terminate();
    }
  }

  /** Asserts a takeover from a live master, whose report must not blame missing adverts. */
  private static void assertPreempted(LabAgent master) {
    var instance = master.report().orElseThrow().instances().getFirst();
    assertThat(instance.why())
        .isEqualTo("preempted " + ADDRESS_OF_B + ", which advertised priority 100, ours was 150");
    assertThat(instance.history().transitions())
        .containsEntry("preempted", 1L)
        .doesNotContainKey("master_silent");
    var takeover = instance.timeliness().takeover();
    assertThat(takeover).isNotNull();
    assertThat(takeover.detectedSeconds()).isLessThan(0.3); // three adverts of 100 ms
    assertThat(master.ask("show", "peer")).contains(ADDRESS_OF_B + ", priority 100");
  }

  private static boolean reported(Daemon follower, String words) {
    return follower.lines().stream().anyMatch(line -> line.text().contains(words));
  }

  private static List<Map<String, Object>> events(Daemon follower) throws IOException {
    var events = new ArrayList<Map<String, Object>>();
    for (var line : follower.lines()) {
      events.add(JSON.std.mapFrom(line.text()));
    }
    return events;
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : -1;
  }
}
