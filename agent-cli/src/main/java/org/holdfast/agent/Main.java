package org.holdfast.agent;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.holdfast.agent.cli.ExitStatus;
import org.holdfast.agent.cli.HoldfastCommand;
import org.holdfast.agent.log.AgentLog;
import org.holdfast.agent.process.LastCatch;
import org.slf4j.LoggerFactory;

/** The entry point of the process. */
public final class Main {

  private Main() {}

  /**
   * Runs the command and ends the process with an exit status of {@link
   * org.holdfast.agent.cli.ExitStatus}.
   */
  public static void main(String... arguments) {
    AgentLog.prepare();
    if (arguments.length > 0 && arguments[0].equals("run")) {
      // Created before there is a second thread: while SLF4J initializes, it withholds from the log
      // the messages of other threads and prints a notice about them.
      var _ = LoggerFactory.getILoggerFactory();
      Rehearsal.beside();
    }
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = ExitStatus.FAILED.code();
    try {
      status = HoldfastCommand.execute(new ThisHost(), out, err, arguments);
    } catch (Throwable failure) { // report every failure before the end
      err.println("holdfast: " + LastCatch.words(failure));
      failure.printStackTrace(err);
    }
    // Not exit: after an orderly end there is no shutdown hook to wait for.
    Runtime.getRuntime().halt(status);
  }
}
