package org.holdfast.agent.cli;

import java.util.Objects;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.StatusTable;

/**
 * {@code holdfast status}: asks the running agent and prints its answer, once or again and again.
 */
record StatusCommand(Asking asking, boolean json) {

  /** Home, and all that is on the screen gone. */
  private static final String CLEAR = "\033[H\033[2J";

  ExitStatus show() {
    return asking.print(
        client -> client.get("/v1/status"),
        answer -> json ? answer : StatusTable.of(StatusReport.fromJson(answer)));
  }

  /**
   * Shows it again and again until the process is told to end; an agent that does not answer may be
   * back the next time.
   */
  ExitStatus watch(double seconds) {
    boolean clear = !json && Objects.requireNonNull(System.console()).isTerminal();
    try {
      while (!asking.out().checkError()) {
        asking.out().print(clear ? CLEAR : "");
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
