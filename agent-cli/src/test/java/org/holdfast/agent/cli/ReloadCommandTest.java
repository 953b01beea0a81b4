package org.holdfast.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.status.ConfigurationStatus;
import org.holdfast.agent.status.ReloadReport;
import org.holdfast.agent.status.Reports;
import org.holdfast.agent.status.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the exit statuses that scripts rely on, with an agent that answers as the test determines.
 */
@Timeout(30)
class ReloadCommandTest {

  private static final String CHANGE = "vrrp.instances.VI_1.priority 100 -> 150";
  private static final String DELAY = "vrrp.startup-delay 0 -> 5s";
  private static final String ERROR = "holdfast.yaml:9:17: error: priority is 999";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> requests = new ArrayList<>();
  @TempDir private Path directory;
  private ServerSocketChannel agent;

  @BeforeEach
  void listen() throws IOException {
    agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    agent.bind(UnixDomainSocketAddress.of(socket()));
  }

  @AfterEach
  void close() throws IOException {
    agent.close();
  }

  @Test
  void aReloadThatChangesSomethingIsASuccess() throws Exception {
    var report =
        new ReloadReport(
            true, List.of(CHANGE, DELAY), List.of(DELAY), List.of(), List.of(), List.of());

    assertThat(execute("reload", 200, report.toJson())).isZero();

    assertThat(requests).containsExactly("POST /v1/reload HTTP/1.1");
    assertThat(out.toString().lines()).containsExactly(CHANGE, DELAY);
    assertThat(err.toString().lines()).containsExactly("needs a restart: " + DELAY);
  }

  @Test
  void aReloadThatChangesNothingIsASuccess() throws Exception {
    var report = report(true, List.of(), List.of());

    assertThat(execute("reload", 200, report)).isZero();

    assertThat(out.toString().lines()).containsExactly("Reloaded; nothing has changed.");
  }

  @Test
  void aRefusedConfigurationIsTwoForReloadAndDiff() throws Exception {
    var report = report(false, List.of(), List.of(ERROR));

    for (var command : List.of("reload", "diff")) {
      assertThat(execute(command, 200, report)).isEqualTo(2);
    }

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(ERROR, "Nothing was changed.", ERROR, "Nothing was changed.");
  }

  @Test
  void aDifferenceIsSix() throws Exception {
    var report = report(false, List.of(CHANGE), List.of());

    assertThat(execute("diff", 200, report)).isEqualTo(6);

    assertThat(requests).containsExactly("GET /v1/diff HTTP/1.1");
    assertThat(out.toString().lines()).containsExactly(CHANGE);
  }

  @Test
  void jsonGivesTheSameStatusAndTheUnchangedAnswer() throws Exception {
    var report = report(false, List.of(CHANGE), List.of());

    assertThat(execute("diff", 200, report, "--json")).isEqualTo(6);

    assertThat(out).hasToString(report);
  }

  @Test
  void noDifferenceIsZero() throws Exception {
    assertThat(execute("diff", 200, report(false, List.of(), List.of()))).isZero();

    assertThat(out.toString().lines()).containsExactly("A reload would change nothing.");
  }

  @Test
  void aUserWithoutPermissionGetsTheReason() throws Exception {
    for (var command : List.of("reload", "diff")) {
      assertThat(execute(command, 403, "{\"error\": \"ops may not do this: only root may\"}"))
          .isEqualTo(ExitStatus.NOT_PERMITTED.code());
    }
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "holdfast: ops may not do this: only root may",
            "holdfast: ops may not do this: only root may");
  }

  @Test
  void anUnknownNameIsTwoForEveryCommand() throws Exception {
    var unknown = "{\"error\": \"no instance is called V\"}";
    assertThat(execute("explain", 404, unknown, "V", "10.0.0.1:80")).isEqualTo(2);
    assertThat(execute("resume", 404, unknown, "V")).isEqualTo(2);

    var status =
        new StatusReport(
            "2026-01-31T11:00:00.000+00:00",
            "lvs1",
            "1",
            new ConfigurationStatus("/etc/holdfast/holdfast.yaml", "2026-01-31T09:00:00.000+00:00"),
            "a",
            1,
            1,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            null);
    assertThat(execute(List.of("show", "service"), 200, status.toJson(), "nope")).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "holdfast: no instance is called V",
            "holdfast: no instance is called V",
            "holdfast: no service \"nope\" (there is none)");
  }

  @Test
  void onlyTheNamesAreShownForAShellsCompletion() throws Exception {
    var status = Reports.full().toJson();

    assertThat(execute(List.of("show", "service"), 200, status, "--names")).isZero();
    assertThat(execute(List.of("show", "service"), 200, status, "web", "--servers")).isZero();
    assertThat(execute(List.of("show", "service"), 200, status, "no", "--servers")).isEqualTo(2);

    assertThat(out.toString().lines())
        .containsExactly("web", "mail", "192.168.1.10:80", "192.168.1.11:80");
  }

  private static String report(boolean applied, List<String> changes, List<String> errors) {
    return new ReloadReport(applied, changes, List.of(), List.of(), List.of(), errors).toJson();
  }

  private Path socket() {
    return directory.resolve("control.sock");
  }

  /** Runs the command, which gets this answer. */
  private int execute(String command, int status, String body, String... more) throws Exception {
    return execute(List.of(command), status, body, more);
  }

  private int execute(List<String> command, int status, String body, String... more)
      throws Exception {
    var answering = Thread.startVirtualThread(() -> answer(status, body));
    var arguments = new ArrayList<>(command);
    arguments.addAll(List.of("--control-socket", socket().toString()));
    arguments.addAll(List.of(more));
    int ended =
        HoldfastCommand.execute(
            _ -> ExitStatus.FAILED,
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments.toArray(String[]::new));
    answering.join();
    return ended;
  }

  private void answer(int status, String body) {
    try (var connection = agent.accept()) {
      var request = new byte[1024];
      int length = Channels.newInputStream(connection).read(request);
      requests.add(
          new String(request, 0, length, StandardCharsets.UTF_8).lines().findFirst().orElseThrow());
      var answer = "HTTP/1.1 " + status + " x\r\nConnection: close\r\n\r\n" + body;
      connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      requests.add(e.toString());
    }
  }
}
