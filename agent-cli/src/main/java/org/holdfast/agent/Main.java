package org.holdfast.agent;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.holdfast.agent.cli.ExitStatus;
import org.holdfast.agent.cli.HoldfastCommand;
import org.holdfast.agent.log.AgentLog;
import org.holdfast.agent.process.LastCatch;
import org.slf4j.LoggerFactory;

/** Where the process begins. */
public final class Main {

  private Main() {}

  /**
   * Ends the process with the exit status that {@link org.holdfast.agent.cli.ExitStatus} documents.
   */
  public static void main(String... arguments) {
    AgentLog.prepare();
    if (arguments.length > 0 && arguments[0].equals("run")) {
      // Before there is a second thread: SLF4J would keep from the log what another thread logs
      // while it is made, and print a notice about it.
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
    // Not exit: an agent that has ended in order leaves no hook to wait for.
    Runtime.getRuntime().halt(status);
  }
}
