package org.holdfast.health.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolView;
import org.holdfast.health.run.ServerLog.Topic;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Uses a clock that only the test moves. */
final class ServerLogTest {

  private static final int FULL = 3;

  private record Timer(long dueAt, Runnable task) {}

  private long now = Long.MAX_VALUE - 1; // the clock wraps while the test runs
  private final List<Timer> timers = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<Level> levels = new ArrayList<>();
  private final ServerLog log =
      new ServerLog(
          FULL,
          () -> now,
          (nanos, task) -> timers.add(new Timer(now + nanos, task)),
          line -> {
            lines.add(line.text().get());
            levels.add(line.level());
          });

  private void pass(long nanos) {
    now += nanos;
    for (var timer : List.copyOf(timers)) {
      if (timer.dueAt() - now <= 0) {
        timers.remove(timer);
        timer.task().run();
      }
    }
  }

  private void down(String service, int servers) {
    for (int i = 0; i < servers; i++) {
      write(Topic.SERVERS, service, new PoolChange.ServerDown(service + "/" + i, "refused"));
    }
  }

  private void write(Topic topic, String service, PoolChange change) {
    assertThat(PoolLines.topic(change)).isEqualTo(topic);
    log.write(topic, "VS " + service, change.kind(), PoolLines.line(service, change));
  }

  private void quorumLost(String service) {
    write(Topic.VIRTUAL_SERVERS, service, new PoolChange.QuorumLost(1, 0, 0));
  }

  @Test
  void fewLinesAreWrittenInFull() {
    down("web", FULL);
    pass(ServerLog.PERIOD_NANOS);
    assertThat(lines)
        .containsExactly(
            "Service web/0 of VS web is down: refused",
            "Service web/1 of VS web is down: refused",
            "Service web/2 of VS web is down: refused");
    assertThat(timers).isEmpty();
  }

  @Test
  void aRackThatDiesIsAFewLinesAndOneThatSumsUp() {
    down("web", 1000);
    down("mail", 500);
    write(Topic.SERVERS, "web", new PoolChange.ServerUp("web/0"));
    assertThat(lines).hasSize(FULL);
    pass(ServerLog.PERIOD_NANOS - 1);
    assertThat(lines).hasSize(FULL);
    pass(1);
    assertThat(lines.subList(FULL, lines.size()))
        .containsExactly(
            "Servers: 1498 more lines of the same second left out:"
                + " servers down 1497, servers up 1 (VS web 998, VS mail 500)");
    assertThat(levels).last().isEqualTo(Level.WARN);
  }

  @Test
  void aSumOfGoodNewsIsNoWarning() {
    for (int i = 0; i < FULL + 1; i++) {
      write(Topic.SERVERS, "web", new PoolChange.ServerUp("web/" + i));
    }
    pass(ServerLog.PERIOD_NANOS);
    assertThat(levels).hasSize(FULL + 1).containsOnly(Level.INFO);
    assertThat(lines)
        .last()
        .isEqualTo("Servers: 1 more line of the same second left out: servers up 1 (VS web 1)");
  }

  @Test
  void linesAboutServersDoNotUseUpThoseAboutVirtualServers() {
    down("web", 1000);
    quorumLost("web");
    assertThat(lines).hasSize(FULL + 1).last().isEqualTo("Lost quorum 1-0=1 > 0 for VS web");
  }

  @Test
  void eachTopicHasItsNumbers() {
    down("web", FULL + 1);
    for (int i = 0; i < FULL + 2; i++) {
      quorumLost("web");
    }
    pass(ServerLog.PERIOD_NANOS);
    assertThat(lines)
        .endsWith(
            "Servers: 1 more line of the same second left out: servers down 1 (VS web 1)",
            "Virtual servers: 2 more lines of the same second left out:"
                + " quorum lost 2 (VS web 2)");
  }

  @Test
  void theNextPeriodBeginsWithFullLines() {
    down("web", 2 * FULL);
    pass(ServerLog.PERIOD_NANOS);
    lines.clear();
    down("web", 1);
    assertThat(lines).containsExactly("Service web/0 of VS web is down: refused");
    pass(10 * ServerLog.PERIOD_NANOS);
    assertThat(lines).hasSize(1);
  }

  @Test
  void aSumNamesTheSubjectsWithTheMostLines() {
    down("first", FULL);
    for (int i = 0; i < 1000; i++) {
      down("web" + i, 1);
    }
    down("mail", 7);
    pass(ServerLog.PERIOD_NANOS);
    assertThat(lines)
        .hasSize(FULL + 1)
        .last()
        .isEqualTo(
            "Servers: 1007 more lines of the same second left out: servers down 1007"
                + " (VS mail 7, VS web0 1, VS web1 1, VS web2 1, VS web3 1"
                + " and 996 more virtual servers)");
  }

  @Test
  void theEndWritesTheNumbersAtOnce() {
    down("web", FULL + 2);
    log.sumUp();
    assertThat(lines)
        .last()
        .isEqualTo("Servers: 2 more lines of the same second left out: servers down 2 (VS web 2)");
    pass(ServerLog.PERIOD_NANOS);
    assertThat(lines).hasSize(FULL + 1);
  }

  @Test
  void whatTakesServiceAwayIsAWarning() {
    var out = new PoolView.Place(false, 0);
    var serving = new PoolView.Place(true, 1);
    write(Topic.SERVERS, "web", new PoolChange.ServerDown("a", "refused"));
    quorumLost("web");
    write(Topic.VIRTUAL_SERVERS, "web", new PoolChange.SorryServer(out, serving));
    write(Topic.VIRTUAL_SERVERS, "web", new PoolChange.SorryServer(serving, out));
    write(Topic.SERVERS, "web", new PoolChange.ServerUp("a"));
    pass(ServerLog.PERIOD_NANOS);
    write(Topic.VIRTUAL_SERVERS, "web", new PoolChange.QuorumGained(1, 0, 1));

    assertThat(levels)
        .containsExactly(Level.WARN, Level.WARN, Level.WARN, Level.INFO, Level.INFO, Level.INFO);
  }
}
