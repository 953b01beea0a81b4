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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests which resource the running configuration comes from. */
@Timeout(30)
class ShowCommandTest {

  private static final String ANSWER =
      """
      {"file": "/etc/holdfast/x.yaml", "config": {"router-id": "x"}}
      """;
  private static final ControlRoute JSON = route("/v1/config", ANSWER);
  private static final ControlRoute YAML = route("/v1/config/yaml", "the agent's own text\n");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path directory;

  private static ControlRoute route(String path, String text) {
    return ControlRoute.getGuardedShared(
        path,
        request ->
            CompletableFuture.completedFuture(
                (text + (request.parameter("defaults") == null ? "" : "with defaults\n"))
                    .getBytes(StandardCharsets.UTF_8)));
  }

  private ExitStatus show(boolean json, boolean defaults, ControlRoute... routes) {
    var socket = directory.resolve("control.sock");
    try (var _ = new ControlServer(socket, ControlAccess.DEFAULT, List.of(routes))) {
      var requests =
          new AgentRequests(new PrintWriter(out, true), new PrintWriter(err, true), socket);
      return new ShowCommand(requests, json).config(defaults);
    }
  }

  @Test
  void theAgentWritesTheText() {
    assertThat(show(false, false, JSON, YAML)).isEqualTo(ExitStatus.OK);
    assertThat(out).hasToString("the agent's own text\n");
  }

  @Test
  void theAgentWritesTheDefaultsToo() {
    assertThat(show(false, true, JSON, YAML)).isEqualTo(ExitStatus.OK);
    assertThat(out).hasToString("the agent's own text\nwith defaults\n");
  }

  @Test
  void anOlderAgentWithoutTheTextIsShownFromItsJson() {
    assertThat(show(false, false, JSON)).isEqualTo(ExitStatus.OK);
    assertThat(out)
        .hasToString("# Running configuration, read from /etc/holdfast/x.yaml\nrouter-id: x\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jsonIsPrintedAsTheAgentSentIt() {
    assertThat(show(true, false, JSON, YAML)).isEqualTo(ExitStatus.OK);
    assertThat(out).hasToString(ANSWER);
  }
}
