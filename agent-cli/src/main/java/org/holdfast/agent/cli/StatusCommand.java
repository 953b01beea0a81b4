package org.holdfast.agent.cli;

import java.io.Console;
import java.io.IOException;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.StatusTable;
import org.jspecify.annotations.Nullable;

/** {@code holdfast status}: queries the running agent and prints its answer, once or repeatedly. */
record StatusCommand(AgentRequests requests, boolean json) {

  /** Moves the cursor home and clears the screen. */
  private static final String CLEAR = "\033[H\033[2J";

  ExitStatus show() {
    return requests.print(client -> json ? client.get("/v1/status") : table(client));
  }

  /** The agent writes the table: with thousands of servers its JSON takes seconds to read. */
  private static String table(ControlClient client) throws IOException {
    return AgentRequests.getOr(
        client,
        "/v1/status/table",
        () -> StatusTable.of(StatusReport.fromJson(client.get("/v1/status"))));
  }

  /**
   * Prints the status repeatedly until the process is stopped. An agent that does not answer is
   * queried again after the interval.
   */
  ExitStatus watch(double seconds) {
    boolean clear = !json && isTerminal(System.console());
    try {
      while (!requests.out().checkError()) {
        requests.out().print(clear ? CLEAR : "");
        var _ = show();
        Thread.sleep(Math.round(seconds * 1000));
      }
      return ExitStatus.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.OK;
    }
  }

  /**
   * @param console null if neither standard stream is a terminal, contrary to the JDK's annotations
   */
  private static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }
}
