package org.holdfast.health.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.health.run.ServerLog.Topic;
import org.junit.jupiter.api.Test;

/** Uses a clock that only the test moves. */
final class ServerLogTest {

  private static final int FULL = 3;

  private record Timer(long dueAt, Runnable task) {}

  private long now = Long.MAX_VALUE - 1; // the clock wraps while the test runs
  private final List<Timer> timers = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final ServerLog log =
      new ServerLog(
          FULL, () -> now, (nanos, task) -> timers.add(new Timer(now + nanos, task)), lines::add);

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
      log.write(Topic.SERVERS, "VS " + service, "servers down", service + "/" + i + " is down");
    }
  }

  @Test
  void fewLinesAreWrittenInFull() {
    down("web", FULL);
    pass(ServerLog.PERIOD_NANOS);
    assertThat(lines).containsExactly("web/0 is down", "web/1 is down", "web/2 is down");
    assertThat(timers).isEmpty();
  }

  @Test
  void aRackThatDiesIsAFewLinesAndANumberForEachVirtualServer() {
    down("web", 1000);
    down("mail", 500);
    log.write(Topic.SERVERS, "VS web", "servers up", "web/0 is up");
    assertThat(lines).hasSize(FULL);
    pass(ServerLog.PERIOD_NANOS - 1);
    assertThat(lines).hasSize(FULL);
    pass(1);
    assertThat(lines.subList(FULL, lines.size()))
        .containsExactly(
            "VS web: 998 more lines were left out (servers down: 997, servers up: 1)",
            "VS mail: 500 more lines were left out (servers down: 500)");
  }

  @Test
  void linesAboutServersDoNotUseUpThoseAboutVirtualServers() {
    down("web", 1000);
    log.write(Topic.VIRTUAL_SERVERS, "VS web", "quorum lost", "Lost quorum for VS web");
    assertThat(lines).hasSize(FULL + 1).last().isEqualTo("Lost quorum for VS web");
  }

  @Test
  void bothTopicsOfAVirtualServerHaveTheirNumbers() {
    down("web", FULL + 1);
    for (int i = 0; i < FULL + 2; i++) {
      log.write(Topic.VIRTUAL_SERVERS, "VS web", "quorum lost", "Lost quorum for VS web");
    }
    pass(ServerLog.PERIOD_NANOS);
    assertThat(lines)
        .endsWith(
            "VS web: 1 more lines were left out (servers down: 1)",
            "VS web: 2 more lines were left out (quorum lost: 2)");
  }

  @Test
  void theNextPeriodBeginsWithFullLines() {
    down("web", 2 * FULL);
    pass(ServerLog.PERIOD_NANOS);
    lines.clear();
    down("web", 1);
    assertThat(lines).containsExactly("web/0 is down");
    pass(10 * ServerLog.PERIOD_NANOS);
    assertThat(lines).hasSize(1);
  }

  @Test
  void theNumberOfLinesWithNumbersIsLimited() {
    down("first", FULL);
    for (int i = 0; i < 1000; i++) {
      down("web" + i, 1);
    }
    pass(ServerLog.PERIOD_NANOS);
    assertThat(lines).hasSize(FULL + ServerLog.MOST_SUBJECTS);
    int others = 1000 - (ServerLog.MOST_SUBJECTS - 1);
    assertThat(lines)
        .last()
        .isEqualTo(
            "servers of other virtual servers: "
                + others
                + " more lines were left out (servers down: "
                + others
                + ")");
  }

  @Test
  void theEndWritesTheNumbersAtOnce() {
    down("web", FULL + 2);
    log.sumUp();
    assertThat(lines).last().isEqualTo("VS web: 2 more lines were left out (servers down: 2)");
    pass(ServerLog.PERIOD_NANOS);
    assertThat(lines).hasSize(FULL + 1);
  }
}
