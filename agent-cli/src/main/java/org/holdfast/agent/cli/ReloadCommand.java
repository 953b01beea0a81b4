package org.holdfast.agent.cli;

import java.io.IOException;
import org.holdfast.agent.status.ReloadReport;

/**
 * {@code holdfast reload} and {@code holdfast diff}: send the request to the running agent and
 * print the result.
 */
record ReloadCommand(AgentRequests requests, boolean json) {

  /** Makes the agent reload its file. */
  ExitStatus reload() {
    return requests.order(client -> client.post("/v1/reload", ""), answer -> show(answer, false));
  }

  /** Prints the changes that a reload would make. */
  ExitStatus diff() {
    return requests.order(client -> client.get("/v1/diff"), answer -> show(answer, true));
  }

  private ExitStatus show(String answer, boolean preview) throws IOException {
    var report = ReloadReport.fromJson(answer);
    if (json) {
      requests.out().print(answer);
    } else {
      print(report, preview);
    }
    if (!report.errors().isEmpty()) {
      return ExitStatus.CONFIGURATION;
    }
    return preview && !report.changes().isEmpty() ? ExitStatus.DIFFERS : ExitStatus.OK;
  }

  private void print(ReloadReport report, boolean preview) {
    var out = requests.out();
    var err = requests.err();
    report.warnings().forEach(err::println);
    report.errors().forEach(err::println);
    report.changes().forEach(out::println);
    report.restart().forEach(change -> err.println("needs a restart: " + change));
    report.refusals().forEach(refusal -> err.println("refused by the kernel: " + refusal));
    if (!report.errors().isEmpty()) {
      err.println("Nothing was changed.");
    } else if (report.changes().isEmpty()) {
      out.println(preview ? "A reload would change nothing." : "Reloaded; nothing has changed.");
    }
  }
}
