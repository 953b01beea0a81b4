package org.holdfast.agent;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.holdfast.agent.cli.ExitStatus;
import org.holdfast.agent.cli.HoldfastCommand;
import org.holdfast.agent.log.AgentLog;
import org.holdfast.agent.process.LastCatch;
import org.holdfast.agent.process.Signals;
import org.slf4j.LoggerFactory;

/** The entry point of the process. */
public final class Main {

  private Main() {}

  /**
   * Runs the command and ends the process with an exit status of {@link
   * org.holdfast.agent.cli.ExitStatus}.
   */
  public static void main(String... arguments) {
    boolean isAgent = arguments.length > 0 && arguments[0].equals("run");
    // First of all, so that a signal in the first moments of an agent ends it in order too.
    var signals = isAgent ? listen() : null;
    AgentLog.prepare();
    if (isAgent) {
      // Created before there is a second thread: while SLF4J initializes, it withholds from the log
      // the messages of other threads and prints a notice about them.
      var _ = LoggerFactory.getILoggerFactory();
      Rehearsal.beside();
    }
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = ExitStatus.FAILED.code();
    try {
      var host = new ThisHost(() -> signals == null ? listen() : signals);
      status = HoldfastCommand.execute(host, out, err, arguments);
    } catch (Throwable failure) { // report every failure before the end
      err.println("holdfast: " + LastCatch.words(failure));
      failure.printStackTrace(err);
    }
    // Not exit: after an orderly end there is no shutdown hook to wait for.
    Runtime.getRuntime().halt(status);
  }

  private static Signals listen() {
    return Signals.listen(() -> Runtime.getRuntime().halt(ExitStatus.END_TOO_SLOW.code()));
  }
}
