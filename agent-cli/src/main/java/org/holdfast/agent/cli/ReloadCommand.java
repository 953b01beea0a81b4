package org.holdfast.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.status.ReloadReport;

/**
 * {@code holdfast reload} and {@code holdfast diff}: ask the running agent, and say what came of
 * it.
 */
record ReloadCommand(PrintWriter out, PrintWriter err) {

  /** Has the agent read its file again. */
  ExitStatus reload(Path controlSocket, boolean json) {
    return ask(controlSocket, json, false);
  }

  /** Asks what that would change. */
  ExitStatus diff(Path controlSocket, boolean json) {
    return ask(controlSocket, json, true);
  }

  private ExitStatus ask(Path controlSocket, boolean json, boolean preview) {
    String answer;
    try {
      var client = new ControlClient(controlSocket);
      answer = preview ? client.get("/v1/diff") : client.post("/v1/reload", "");
    } catch (IOException e) {
      err.println("holdfast: no agent answers on " + controlSocket + ": " + e.getMessage());
      return ExitStatus.NOT_RUNNING;
    }
    ReloadReport report;
    try {
      report = ReloadReport.fromJson(answer);
    } catch (IOException e) {
      err.println("holdfast: the agent's answer cannot be read: " + e.getMessage());
      return ExitStatus.FAILED;
    }
    if (json) {
      out.print(answer);
    } else {
      print(report, preview);
    }
    if (!report.errors().isEmpty()) {
      return ExitStatus.CONFIGURATION;
    }
    return preview && !report.changes().isEmpty() ? ExitStatus.DIFFERS : ExitStatus.OK;
  }

  private void print(ReloadReport report, boolean preview) {
    report.warnings().forEach(err::println);
    report.errors().forEach(err::println);
    report.changes().forEach(out::println);
    report.restart().forEach(change -> err.println("needs a restart: " + change));
    if (!report.errors().isEmpty()) {
      err.println("Nothing was changed.");
    } else if (report.changes().isEmpty()) {
      out.println(preview ? "A reload would change nothing." : "Reloaded; nothing has changed.");
    }
  }
}
