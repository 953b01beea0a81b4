package org.holdfast.health.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.stream.Conversation;
import org.holdfast.health.stream.Talk;

/** One probe's dialogue: our text, then the agent's line. */
final class AgentTalk implements Talk {

  /** The longest line; a longer one is not an answer. */
  static final int MOST_BYTES = 4096;

  private final String send;
  private final byte[] line = new byte[MOST_BYTES];
  private int length;

  AgentTalk(String send) {
    this.send = send;
  }

  @Override
  public List<ChannelHandler> codec() {
    return List.of();
  }

  @Override
  public void connected(Conversation with) {
    with.stage("waiting for the agent's words");
    if (!send.isEmpty()) {
      with.say(Unpooled.copiedBuffer(send, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void received(Conversation with, Object message) {
    var bytes = (ByteBuf) message;
    while (bytes.isReadable()) {
      byte next = bytes.readByte();
      if (next == '\n' || next == '\r') {
        decide(with);
        return;
      }
      if (length == MOST_BYTES) {
        with.fail(Failure.TOO_LONG, "agent says more than " + MOST_BYTES + " bytes in a line");
        return;
      }
      line[length++] = next;
    }
  }

  @Override
  public void closed(Conversation with) {
    if (length == 0) {
      with.fail(Failure.CLOSED_EARLY, "closed the connection without a reply");
    } else {
      decide(with);
    }
  }

  private void decide(Conversation with) {
    switch (AgentWords.meaning(new String(line, 0, length, StandardCharsets.UTF_8))) {
      case ProbeResult.Passed passed -> with.pass(passed);
      case ProbeResult.Failed(var why, var words) -> with.fail(why, words);
      case ProbeResult.Unheard(var why, var words) -> with.fail(why, words);
      case ProbeResult.NotRun(var words) -> with.giveUp(words);
    }
  }
}
