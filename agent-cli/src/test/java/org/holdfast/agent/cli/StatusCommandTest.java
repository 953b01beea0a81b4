package org.holdfast.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.control.ControlAccess;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.control.ControlServer;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.screen.StatusScreen;
import org.holdfast.agent.screen.View;
import org.holdfast.agent.status.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests which resource the status comes from. */
@Timeout(30)
class StatusCommandTest {

  private static final ControlRoute STATUS = route("/v1/status", Json.pretty(Reports.full()));
  private static final ControlRoute TABLE = route("/v1/status/table", "the agent's own table\n");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path directory;

  private static ControlRoute route(String path, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return ControlRoute.getShared(path, _ -> CompletableFuture.completedFuture(bytes));
  }

  private ExitStatus show(boolean json, ControlRoute... routes) {
    var socket = directory.resolve("control.sock");
    try (var _ = new ControlServer(socket, ControlAccess.DEFAULT, List.of(routes))) {
      var requests =
          new AgentRequests(new PrintWriter(out, true), new PrintWriter(err, true), socket);
      return new StatusCommand(requests, json, View.PLAIN).show();
    }
  }

  @Test
  void theAgentWritesTheTable() {
    assertThat(show(false, STATUS, TABLE)).isEqualTo(ExitStatus.OK);
    assertThat(out).hasToString("the agent's own table\n");
  }

  @Test
  void anOlderAgentWithoutTheTableIsShownFromItsJson() {
    assertThat(show(false, STATUS)).isEqualTo(ExitStatus.OK);
    assertThat(out).hasToString(StatusScreen.text(Reports.full(), View.PLAIN));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jsonIsPrintedAsTheAgentSentIt() {
    assertThat(show(true, STATUS, TABLE)).isEqualTo(ExitStatus.OK);
    assertThat(out).hasToString(Json.pretty(Reports.full()));
  }

  @Test
  void anotherRefusalOfTheTableIsAnError() {
    var busy =
        ControlRoute.getShared(
            "/v1/status/table",
            _ -> CompletableFuture.failedFuture(new RefusedException(503, "too busy")));
    assertThat(show(false, STATUS, busy)).isEqualTo(ExitStatus.FAILED);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("too busy");
  }
}
