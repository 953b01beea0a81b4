package org.holdfast.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.control.ControlClient.RefusedByAgentException;

/** Asks the running agent, prints what it says, and says what went wrong. */
record Asking(PrintWriter out, PrintWriter err, Path socket) {

  /** What the agent is asked. */
  @FunctionalInterface
  interface Question {
    String answer(ControlClient client) throws IOException;
  }

  /** What is printed of the agent's answer. */
  @FunctionalInterface
  interface Reading {
    String text(String answer) throws IOException;
  }

  /** What comes of the agent's answer. */
  @FunctionalInterface
  interface Use {
    ExitStatus of(String answer) throws IOException;
  }

  ExitStatus print(Question question, Reading reading) {
    return ask(
        question,
        answer -> {
          out.print(reading.text(answer));
          out.flush();
          return ExitStatus.OK;
        },
        Asking::ofRefusal);
  }

  /** Asks for something to be done. */
  ExitStatus order(Question question, Use use) {
    return ask(question, use, Asking::ofRefusal);
  }

  /** Why the agent refuses decides what the command ends with, whatever it asked for. */
  private static ExitStatus ofRefusal(int status) {
    return switch (status) {
      case 400, 404 -> ExitStatus.CONFIGURATION;
      case 403 -> ExitStatus.NOT_PERMITTED;
      case 412 -> ExitStatus.NO_SUCCESSOR;
      default -> ExitStatus.FAILED;
    };
  }

  private ExitStatus ask(Question question, Use use, IntFunction<ExitStatus> refusal) {
    String answer;
    try {
      answer = question.answer(new ControlClient(socket));
    } catch (RefusedByAgentException e) {
      err.println("holdfast: " + e.getMessage());
      return refusal.apply(e.status());
    } catch (IOException e) {
      if (isForbidden(e)) {
        err.println(
            "holdfast: permission denied on "
                + socket
                + ": it is for root, the agent's user and the groups under control; an agent may"
                + " well run");
        return ExitStatus.NOT_PERMITTED;
      }
      err.println("holdfast: no agent answers on " + socket + ": " + e.getMessage());
      return ExitStatus.NOT_RUNNING;
    }
    try {
      return use.of(answer);
    } catch (NotFoundException e) {
      err.println("holdfast: " + e.getMessage());
      return ExitStatus.CONFIGURATION;
    } catch (IOException e) {
      err.println("holdfast: the agent's answer cannot be read: " + e.getMessage());
      return ExitStatus.FAILED;
    }
  }

  /** The JDK has no type for EACCES of a socket, only its words. */
  private static boolean isForbidden(IOException failure) {
    return "Permission denied".equals(failure.getMessage());
  }

  /** The answer has nothing of the name that was asked for. */
  static final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotFoundException(String message) {
      super(message);
    }
  }
}
