package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * keepalived's rules as rows to read: the events, and the table before and after each of them.
 *
 * <p>Servers: their weights; {@code i} stays in the table when it has failed, {@code a} starts
 * down. Events: {@code -0} a check of the first server fails, {@code +0} passes, {@code =0:5}
 * passes and advises a weight of 5. Tables: each server's weight, {@code -} for one outside the
 * table, after the slash the sorry server's; {@code Q+} and {@code Q-} for quorum gained and lost.
 */
class PoolRulesTest {

  @ParameterizedTest(name = "quorum {0}, hysteresis {1}, {2}, servers {3}: {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # a server is out when it fails, and in when it passes
          1 | 0 | NONE    | 1 1       | -0 +0          | 1 1; - 1; 1 1
          1 | 0 | NONE    | 3i 1      | -0 +0          | 3 1; 0 1; 3 1
          # up until the first result, unless it starts down
          1 | 0 | NONE    | 1 1a      | +0 +1          | 1 -; 1 -; 1 1
          1 | 0 | NONE    | 1 1ai     | +1             | 1 0; 1 1
          # quorum at the start: sum >= quorum + hysteresis
          2 | 0 | SORRY   | 1 1       | +0             | 1 1 /-; 1 1 /-
          2 | 1 | SORRY   | 1 1 1     | +0             | 1 1 1 /-; 1 1 1 /-
          2 | 1 | SORRY   | 1 1       | +0             | - - /1; - - /1
          # lost: sum < quorum - hysteresis; gained: sum >= quorum + hysteresis
          2 | 0 | SORRY   | 1 1       | -0 +0          | 1 1 /-; Q- - - /1; Q+ 1 1 /-
          2 | 1 | SORRY   | 1 1 1     | -0 -1 -2 +0 +1 +2 \
            | 1 1 1 /-; - 1 1 /-; - - 1 /-; Q- - - - /1; - - - /1; - - - /1; Q+ 1 1 1 /-
          3 | 2 | SORRY   | 2 3 4     | -2 -1 -0 +1 +0 \
            | 2 3 4 /-; 2 3 - /-; 2 - - /-; Q- - - - /1; - - - /1; Q+ 2 3 - /-
          # quorum 1: lost when nothing is left, counted by weight and not by server
          1 | 0 | SORRY   | 1 1       | -0 -1 +1       | 1 1 /-; - 1 /-; Q- - - /1; Q+ - 1 /-
          1 | 0 | SORRY   | 0 1       | -1 +1          | 0 1 /-; Q- - - /1; Q+ 0 1 /-
          # without a sorry server the remaining servers keep serving
          3 | 0 | NONE    | 1 1 1     | -0 -1 +0 +1    | 1 1 1; Q- - 1 1; - - 1; 1 - 1; Q+ 1 1 1
          1 | 0 | NONE    | 1         | -0 +0          | 1; Q- -; Q+ 1
          # while the sorry server serves, changes are recorded but not applied to the table
          2 | 0 | SORRY   | 1 1 1     | -0 -1 -2 +1 +2 \
            | 1 1 1 /-; - 1 1 /-; Q- - - - /1; - - - /1; - - - /1; Q+ - 1 1 /-
          2 | 0 | SORRY   | 1 1       | -0 =1:5 +0     | 1 1 /-; Q- - - /1; Q+ - 5 /-; 1 5 /-
          # servers that stay in the table with weight 0 also stay while the sorry server serves
          2 | 0 | SORRY   | 1i 1i 1   | -0 -1 +1       | 1 1 1 /-; 0 1 1 /-; Q- 0 0 - /1; Q+ 0 1 1 /-
          1 | 0 | INHIBIT | 1         | -0 +0          | 1 /0; Q- - /1; Q+ 1 /0
          # all start down: the sorry server at once, reported when the quorum is gained
          1 | 0 | SORRY   | 1a 1a     | +0 +1          | - - /1; Q+ 1 - /-; 1 1 /-
          2 | 0 | SORRY   | 1a 1a     | +0 +1          | - - /1; - - /1; Q+ 1 1 /-
          1 | 0 | NONE    | 1a        | +0             | -; Q+ 1
          # the weight that checks give counts for the quorum
          4 | 0 | SORRY   | 2 2       | =0:1 =0:2 =0:9 -1 \
            | 2 2 /-; Q- - - /1; Q+ 2 2 /-; 9 2 /-; 9 - /-
          4 | 0 | NONE    | 2 2       | =0:0 =0:3      | 2 2; Q- 0 2; Q+ 3 2
          # no servers
          1 | 0 | SORRY   | ''        | ''             | /1
          """)
  void decidesAsKeepalivedDoes(
      int quorum,
      int hysteresis,
      Servers.Sorry sorry,
      String servers,
      String events,
      String tables) {
    var play = new Play(Servers.pool(servers(servers), quorum, hysteresis, sorry));
    var seen = new ArrayList<>(List.of(play.table()));
    for (var event : words(events)) {
      seen.add(happen(play, event));
    }
    assertThat(seen).containsExactly(tables.split("; "));
  }

  private static String happen(Play play, String event) {
    int from = play.reported.size();
    int server = event.charAt(1) - '0';
    switch (event.charAt(0)) {
      case '+' -> play.pass(server);
      case '-' -> play.fail(server);
      default -> play.advise(server, new Advice.Exactly(Integer.parseInt(event.substring(3))));
    }
    var quorum =
        play.reported.subList(from, play.reported.size()).stream()
            .filter(words -> words.contains("quorum"))
            .map(words -> words.startsWith("Gained") ? "Q+ " : "Q- ")
            .findFirst();
    return quorum.orElse("") + play.table();
  }

  private static List<ServerConfig> servers(String text) {
    var servers = new ArrayList<ServerConfig>();
    for (var word : words(text)) {
      servers.add(
          new Servers.Changes(servers.size())
              .weight(word.charAt(0) - '0')
              .inhibit(word.contains("i"))
              .startDown(word.contains("a"))
              .server());
    }
    return servers;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
  }
}
