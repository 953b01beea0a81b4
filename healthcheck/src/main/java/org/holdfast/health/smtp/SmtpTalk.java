package org.holdfast.health.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.smtp.ReplyReader.Heard;
import org.holdfast.health.smtp.ReplyReader.Reply;
import org.holdfast.health.stream.Conversation;
import org.holdfast.health.stream.Talk;

/** One probe's side of an SMTP session. */
final class SmtpTalk implements Talk {

  private enum Step {
    GREETING("the greeting"),
    EHLO("the answer to EHLO"),
    HELO("the answer to HELO"),
    STARTTLS("the answer to STARTTLS"),
    HANDSHAKE("the TLS handshake"),
    QUIT("the answer to QUIT");

    private final String words;

    Step(String words) {
      this.words = words;
    }
  }

  private final Probe.Smtp probe;
  private final ReplyReader reader = new ReplyReader();
  private Step step = Step.GREETING;
  private boolean secured;

  SmtpTalk(Probe.Smtp probe) {
    this.probe = probe;
  }

  @Override
  public List<ChannelHandler> codec() {
    return List.of(new LineBasedFrameDecoder(ReplyReader.MOST_LINE_BYTES, true, true));
  }

  @Override
  public void connected(Conversation with) {
    if (step == Step.HANDSHAKE) {
      secured = true;
      say(with, Step.EHLO, "EHLO " + probe.heloName());
    } else {
      with.stage("waiting for " + step.words);
    }
  }

  @Override
  public void received(Conversation with, Object message) {
    if (step == Step.HANDSHAKE) {
      // such lines would be taken for lines under TLS (CVE-2011-0411 and similar)
      with.fail(Failure.MALFORMED, "spoke in plain after it had agreed to TLS");
      return;
    }
    var line = ((ByteBuf) message).toString(StandardCharsets.ISO_8859_1);
    switch (reader.take(line)) {
      case Heard.More _ -> {}
      case Heard.Whole(var reply) -> received(with, reply);
      case Heard.Malformed(var words) -> with.fail(Failure.MALFORMED, step.words + " " + words);
      case Heard.TooLong _ ->
          with.fail(
              Failure.TOO_LONG, step.words + " has more than " + ReplyReader.MOST_LINES + " lines");
    }
  }

  @Override
  public void closed(Conversation with) {
    with.fail(Failure.CLOSED_EARLY, "closed the connection before " + step.words);
  }

  private void received(Conversation with, Reply reply) {
    switch (step) {
      case GREETING -> {
        if (expect(with, reply, 220)) {
          say(with, Step.EHLO, "EHLO " + probe.heloName());
        }
      }
      case EHLO -> {
        if (reply.code() >= 500) {
          say(with, Step.HELO, "HELO " + probe.heloName());
        } else if (expect(with, reply, 250)) {
          introduced(with, reply);
        }
      }
      case HELO -> {
        if (expect(with, reply, 250)) {
          introduced(with, reply);
        }
      }
      case STARTTLS -> {
        if (expect(with, reply, 220) && probe.tls() != null) {
          step = Step.HANDSHAKE;
          with.startTls(probe.tls());
        }
      }
      case QUIT ->
          with.pass(
              ProbeResult.Passed.saying(
                  secured ? "accepts mail clients, by TLS" : "accepts mail clients"));
      case HANDSHAKE -> throw new IllegalStateException("no replies are read in a handshake");
    }
  }

  private void introduced(Conversation with, Reply reply) {
    if (probe.tls() == null || secured) {
      say(with, Step.QUIT, "QUIT");
    } else if (reply.offers("STARTTLS")) {
      say(with, Step.STARTTLS, "STARTTLS");
    } else {
      with.fail(Failure.TLS, "does not offer STARTTLS");
    }
  }

  private boolean expect(Conversation with, Reply reply, int code) {
    if (reply.code() == code) {
      return true;
    }
    with.fail(Failure.STATUS, step.words + " is " + reply.words() + ", expected " + code);
    return false;
  }

  private void say(Conversation with, Step next, String command) {
    step = next;
    with.stage("waiting for " + next.words);
    with.say(Unpooled.copiedBuffer(command + "\r\n", StandardCharsets.US_ASCII));
  }
}
