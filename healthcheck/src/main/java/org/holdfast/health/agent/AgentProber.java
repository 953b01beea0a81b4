package org.holdfast.health.agent;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.stream.Conversation;
import org.holdfast.health.stream.Streams;

/**
 * Queries a server's agent: connects, sends the configured text if there is one, and reads a line,
 * which ends with a newline, a carriage return or the end of the connection.
 *
 * <p>As with HAProxy, an agent that cannot be reached, closes the connection without an answer or
 * stays silent says nothing about its server: the result is {@link ProbeResult.Unheard}. Another
 * check must find out whether the server can be reached. Every answer of an agent counts, even an
 * unintelligible one.
 */
public final class AgentProber implements Prober<Probe.Agent> {

  private final Streams streams;

  public AgentProber(Streams streams) {
    this.streams = streams;
  }

  @Override
  public ProbeRun start(Probe.Agent probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    var conversation =
        streams.converse(
            probe.target(),
            null,
            "",
            loop,
            new AgentTalk(probe.send()),
            result -> answer.accept(ofTheServer(result)));
    return new AgentAttempt(conversation);
  }

  private record AgentAttempt(Conversation conversation) implements ProbeRun {
    @Override
    public ProbeResult outOfTime() {
      return ofTheServer(conversation.outOfTime());
    }

    @Override
    public void cancel() {
      conversation.cancel();
    }
  }

  /** Converts failures of the connection, which concern the agent and not its server. */
  private static ProbeResult ofTheServer(ProbeResult result) {
    return switch (result) {
      case ProbeResult.Failed(var why, var words) when isOfTheConnection(why) ->
          new ProbeResult.Unheard(why, "agent does not answer: " + words);
      case ProbeResult.Failed _,
          ProbeResult.Passed _,
          ProbeResult.Unheard _,
          ProbeResult.NotRun _ ->
          result;
    };
  }

  private static boolean isOfTheConnection(Failure why) {
    return switch (why) {
      case REFUSED, UNREACHABLE, TIMED_OUT, RESET, CLOSED_EARLY -> true;
      case MALFORMED,
          TOO_LONG,
          STATUS,
          PATTERN,
          DIGEST,
          CERTIFICATE,
          TLS,
          REPORTED_DOWN,
          EXIT,
          UNSTARTABLE,
          VALUE,
          SESSION_DOWN ->
          false;
    };
  }
}
