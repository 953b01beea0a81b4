package org.holdfast.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.StatusTable;

/** {@code holdfast status}: asks the running agent and prints its answer. */
record StatusCommand(PrintWriter out, PrintWriter err) {

  ExitStatus show(Path controlSocket, boolean json) {
    String answer;
    try {
      answer = new ControlClient(controlSocket).get("/v1/status");
    } catch (IOException e) {
      err.println("holdfast: no agent answers on " + controlSocket + ": " + e.getMessage());
      return ExitStatus.NOT_RUNNING;
    }
    try {
      out.print(json ? answer : StatusTable.of(StatusReport.fromJson(answer)));
      return ExitStatus.OK;
    } catch (IOException e) {
      err.println("holdfast: the agent's answer cannot be read: " + e.getMessage());
      return ExitStatus.FAILED;
    }
  }
}
