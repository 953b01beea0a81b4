package org.holdfast.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.screen.Problems;
import org.holdfast.agent.status.Reports;
import org.junit.jupiter.api.Test;

final class PageStateTest {

  private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");

  private static AgentEvent event(long sequence) {
    return new AgentEvent(sequence, NOW, "server-down", "web/a", "web/a is down", Map.of("x", 1));
  }

  @Test
  void holdsTheReportsMembersAndTheLatestEvents() throws IOException {
    var report = Reports.full();
    var events = LongStream.rangeClosed(1, 150).mapToObj(PageStateTest::event).toList();

    var state = Json.object(Json.line(PageState.of(report, events)));

    var status = Json.object(report.toJson());
    for (var member : List.of("time", "host", "version", "instances", "virtualServers", "table")) {
      assertThat(state.get(member)).as(member).isEqualTo(status.get(member));
    }
    assertThat((List<?>) state.get("problems")).asString().contains("VI_6: FAULT for 1 s");
    assertThat(PageState.of(report, events).problems())
        .extracting(problem -> problem.severity() + " " + problem.text())
        .isEqualTo(
            Problems.of(report).stream()
                .map(each -> each.severity().name().toLowerCase(Locale.ROOT) + " " + each.text())
                .toList());
    assertThat((List<?>) state.get("events"))
        .hasSize(PageState.EVENTS)
        .last()
        .asString()
        .contains("sequence=150");
  }

  @Test
  void leavesOutWhatThePageDoesNotShow() {
    var text = Json.line(PageState.of(Reports.full(), List.of()));
    assertThat(text).doesNotContain("\"pid\"", "\"checks\"", "\"output\"", "no such host");
  }
}
