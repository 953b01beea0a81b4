package org.holdfast.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.control.ControlClient.RefusedByAgentException;
import org.holdfast.agent.control.RefusedException;

/** Sends a request to the running agent, prints the response, and reports failures. */
record AgentRequests(PrintWriter out, PrintWriter err, Path socket) {

  /** A request to the agent. */
  @FunctionalInterface
  interface Request {
    String send(ControlClient client) throws IOException;
  }

  /** Converts the agent's response to the printed text. */
  @FunctionalInterface
  interface Rendering {
    String text(String answer) throws IOException;
  }

  /** Handles the agent's response and returns the exit status. */
  @FunctionalInterface
  interface Use {
    ExitStatus of(String answer) throws IOException;
  }

  /** Finds out what an agent of an older version has no resource for. */
  @FunctionalInterface
  interface Instead {
    String get() throws IOException;
  }

  /** The status of an agent of an older version that does not have a resource. */
  private static final int NOT_FOUND = 404;

  /**
   * Returns the agent's response to a query, or {@code instead} if the agent is of an older version
   * that does not have the resource.
   */
  static String getOr(ControlClient client, String resource, Instead instead) throws IOException {
    try {
      return client.get(resource);
    } catch (RefusedByAgentException e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
      return instead.get();
    }
  }

  /** Prints the agent's response to a query while it arrives. */
  ExitStatus copy(String resource) {
    return send(
        client -> {
          client.copy(resource, out);
          out.flush();
          return "";
        },
        _ -> ExitStatus.OK,
        AgentRequests::ofRefusal);
  }

  /** Prints the agent's response as it is. */
  ExitStatus print(Request request) {
    return print(request, answer -> answer);
  }

  ExitStatus print(Request request, Rendering rendering) {
    return send(
        request,
        answer -> {
          out.print(rendering.text(answer));
          out.flush();
          return ExitStatus.OK;
        },
        AgentRequests::ofRefusal);
  }

  /**
   * Returns the agent's line for a monitoring system, or a line that says why there is none: an
   * agent that does not answer is CRITICAL, one that refuses the caller is UNKNOWN.
   */
  String verdict(String resource) {
    try {
      return new ControlClient(socket).get(resource).strip();
    } catch (RefusedByAgentException e) {
      return "UNKNOWN - " + e.getMessage();
    } catch (IOException e) {
      return isForbidden(e)
          ? "UNKNOWN - permission denied on " + socket
          : "CRITICAL - no agent answers on " + socket + ": " + e.getMessage();
    }
  }

  /** Sends an order and handles the agent's response. */
  ExitStatus order(Request request, Use use) {
    return send(request, use, AgentRequests::ofRefusal);
  }

  /** Maps the HTTP status of a refusal to the exit status. */
  private static ExitStatus ofRefusal(int status) {
    return switch (status) {
      case 400, 404 -> ExitStatus.CONFIGURATION;
      case 403 -> ExitStatus.NOT_PERMITTED;
      case RefusedException.NEEDS_FORCE -> ExitStatus.NEEDS_FORCE;
      default -> ExitStatus.FAILED;
    };
  }

  private ExitStatus send(Request request, Use use, IntFunction<ExitStatus> refusal) {
    String answer;
    try {
      answer = request.send(new ControlClient(socket));
    } catch (RefusedByAgentException e) {
      var remedy = e.status() == RefusedException.NEEDS_FORCE ? "; --force orders it anyway" : "";
      err.println("holdfast: " + e.getMessage() + remedy);
      return refusal.apply(e.status());
    } catch (IOException e) {
      if (isForbidden(e)) {
        err.println(
            "holdfast: permission denied on "
                + socket
                + ": only root, the agent's user and the groups under control may open it; an agent"
                + " may be running");
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

  /**
   * Whether the socket denied access: the JDK reports EACCES only in the message of the exception.
   */
  private static boolean isForbidden(IOException failure) {
    return "Permission denied".equals(failure.getMessage());
  }

  /** Thrown if the response has no object of the requested name. */
  static final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotFoundException(String message) {
      super(message);
    }
  }
}
