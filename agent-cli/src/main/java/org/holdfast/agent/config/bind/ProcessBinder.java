package org.holdfast.agent.config.bind;

import java.util.List;
import org.holdfast.agent.config.ProcessTerms;
import org.holdfast.agent.config.ProcessTerms.RealTimeTerms;
import org.holdfast.agent.config.ProcessTerms.ReloadTerms;
import org.holdfast.agent.config.ProcessTerms.Threads;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.ProcessKeywords;
import org.jspecify.annotations.Nullable;

/** Creates the record of the {@code process} part. */
final class ProcessBinder {

  private static final int MOST = 0777;

  private final Report report;
  private final Host host;

  ProcessBinder(Report report, Host host) {
    this.report = report;
    this.host = host;
  }

  ProcessTerms bind(Fields process) {
    return new ProcessTerms(
        VrrpBinder.optional(process, ProcessKeywords.STARTUP, report, host),
        process.get(ProcessKeywords.STARTUP_LIMIT),
        VrrpBinder.optional(process, ProcessKeywords.SHUTDOWN, report, host),
        process.get(ProcessKeywords.SHUTDOWN_LIMIT),
        process.get(ProcessKeywords.SUPPLEMENTARY_GROUPS),
        umask(process),
        process.get(ProcessKeywords.LINK_LOCAL_IGMP),
        process.get(ProcessKeywords.LOG_UNKNOWN_VRIDS),
        threads(process.section(ProcessKeywords.ELECTION_THREADS), null),
        threads(process.section(ProcessKeywords.CHECK_THREADS), ProcessKeywords.THREAD_PRIORITY),
        threads(process.section(ProcessKeywords.BFD_THREADS), ProcessKeywords.THREAD_PRIORITY),
        realTime(process.section(ProcessKeywords.REAL_TIME)),
        reload(process.section(ProcessKeywords.RELOAD)));
  }

  private static RealTimeTerms realTime(Fields realTime) {
    return new RealTimeTerms(
        realTime.find(ProcessKeywords.REAL_TIME_LIMIT),
        realTime.number(ProcessKeywords.HIGHEST_PRIORITY),
        realTime.get(ProcessKeywords.LATENESS));
  }

  private ReloadTerms reload(Fields reload) {
    var timeFile = reload.find(ProcessKeywords.RELOAD_TIME_FILE);
    if (timeFile == null && reload.isGiven(ProcessKeywords.RELOAD_REPEAT)) {
      report.error(
          reload.spot(ProcessKeywords.RELOAD_REPEAT),
          "has no effect without "
              + report.name(reload.spot(), ProcessKeywords.RELOAD_TIME_FILE)
              + "; add it");
    }
    return new ReloadTerms(
        reload.find(ProcessKeywords.RELOAD_FILE),
        timeFile,
        reload.get(ProcessKeywords.RELOAD_REPEAT));
  }

  private @Nullable Integer umask(Fields process) {
    var text = process.find(ProcessKeywords.UMASK);
    if (text == null) {
      return null;
    }
    try {
      int umask = Integer.parseUnsignedInt(text, 8);
      if (umask <= MOST) {
        return umask;
      }
    } catch (NumberFormatException notOctal) {
      // reported below
    }
    report.error(
        process.spot(ProcessKeywords.UMASK),
        text + " (expected: an octal number from 0 to 0777, such as \"0022\")");
    return null;
  }

  private static Threads threads(Fields threads, @Nullable Key<Long> priority) {
    var nice = threads.find(ProcessKeywords.NICE);
    List<Integer> cpus =
        threads.list(ProcessKeywords.CPUS).stream().map(cpu -> cpu.value().intValue()).toList();
    return new Threads(
        nice == null ? null : nice.intValue(),
        cpus,
        priority == null ? 0 : threads.number(priority));
  }
}
