package org.holdfast.agent.cli;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.screen.MonitoringVerdict;
import org.holdfast.agent.screen.StatusScreen;
import org.holdfast.agent.screen.View;
import org.holdfast.agent.status.StatusReport;

/**
 * {@code holdfast status}: queries the running agent and prints its answer, once or repeatedly.
 *
 * @param json whether the report is printed as JSON, for which the view does not matter
 */
record StatusCommand(AgentRequests requests, boolean json, View view) {

  /** Moves the cursor home and clears the screen. */
  private static final String CLEAR = "\033[H\033[2J";

  /** Returns a view for a terminal. */
  static View view(View.Detail detail, List<String> names, Terminal terminal) {
    return new View(detail, names, terminal.width(), terminal.colour(), terminal.unicode());
  }

  ExitStatus show() {
    return json ? requests.copy("/v1/status") : requests.print(this::screen);
  }

  /** The agent writes the screen: with thousands of servers its JSON takes seconds to read. */
  private String screen(ControlClient client) throws IOException {
    return AgentRequests.getOr(
        client,
        "/v1/status/table?" + query(),
        () -> StatusScreen.text(StatusReport.fromJson(client.get("/v1/status")), view));
  }

  private String query() {
    return "detail="
        + view.detail().word()
        + "&width="
        + view.width()
        + "&colour="
        + view.colour()
        + "&unicode="
        + view.unicode()
        + (view.names().isEmpty()
            ? ""
            : "&names=" + ControlClient.segment(String.join("\n", view.names())));
  }

  /**
   * Prints the line of a monitoring plugin and returns its exit status: 0 OK, 1 WARNING, 2
   * CRITICAL, 3 UNKNOWN. An agent that does not answer is CRITICAL.
   */
  int check() {
    var line = requests.verdict("/v1/status/verdict");
    requests.out().println(line);
    requests.out().flush();
    return MonitoringVerdict.Level.of(line).code();
  }

  /**
   * Prints the status repeatedly until the process is stopped. An agent that does not answer is
   * queried again after the interval.
   */
  ExitStatus watch(double seconds) {
    boolean clear = !json && Terminal.isTerminal(System.console());
    boolean first = true;
    try {
      while (!requests.out().checkError()) {
        requests.out().print(clear ? CLEAR : json || first ? "" : "\n");
        first = false;
        var _ = show();
        Thread.sleep(Math.round(seconds * 1000));
      }
      return ExitStatus.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.OK;
    }
  }
}
