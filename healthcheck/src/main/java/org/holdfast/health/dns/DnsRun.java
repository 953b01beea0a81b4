package org.holdfast.health.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.socket.ProbeLoop;
import org.holdfast.health.socket.RunSocket;
import org.holdfast.health.socket.SocketErrors;
import org.holdfast.linux.EpollSet;
import org.holdfast.linux.Errno;

/** One question, by UDP and then perhaps by TCP (RFC 1035 section 4.2). */
final class DnsRun implements ProbeRun, EpollSet.Listener {

  private static final int LENGTH_PREFIX = 2;

  private final Probe.Dns probe;
  private final Question question;
  private final ProbeLoop loop;
  private final Consumer<ProbeResult> answer;
  private final RunSocket socket;
  private final ByteBuf received = Unpooled.buffer(0);
  private Stage stage = Stage.DATAGRAM;
  private String strays = "";

  private enum Stage {
    DATAGRAM("waiting for the answer"),
    CONNECTING("waiting for the connection, as the answer was cut off"),
    STREAM("waiting for the answer over TCP");

    private final String words;

    Stage(String words) {
      this.words = words;
    }
  }

  private DnsRun(Probe.Dns probe, Question question, ProbeLoop loop, Consumer<ProbeResult> answer) {
    this.probe = probe;
    this.question = question;
    this.loop = loop;
    this.answer = answer;
    socket = new RunSocket(loop, this);
  }

  static ProbeRun start(
      Probe.Dns probe, Question question, ProbeLoop loop, Consumer<ProbeResult> answer) {
    var run = new DnsRun(probe, question, loop, answer);
    var refused = run.socket.openUdp(probe.target());
    if (refused.isPresent()) {
      return loop.tellLater(refused.get(), answer);
    }
    int sent = run.socket.send(loop.scratch(question.toBytes()));
    if (sent < 0) {
      run.socket.close();
      return loop.tellLater(SocketErrors.of(sent), answer);
    }
    return run;
  }

  @Override
  public void ready(int what) {
    var result =
        switch (stage) {
          case DATAGRAM -> datagram();
          case CONNECTING -> connected();
          case STREAM -> stream();
        };
    result.ifPresent(this::end);
  }

  private Optional<ProbeResult> datagram() {
    var bytes = loop.scratch();
    int length = socket.receive(bytes);
    if (length < 0) {
      return failed(length);
    }
    return switch (DnsMessage.parse(Unpooled.wrappedBuffer(bytes.bytes()), question)) {
      case DnsMessage.Ignored(var why) -> {
        strays = "; ignored " + why.words();
        yield Optional.empty();
      }
      case DnsMessage.Malformed(var why) -> malformed(why);
      case DnsMessage.Answer whole ->
          Answers.isTooShort(probe, whole) ? askByTcp() : Optional.of(Answers.judge(probe, whole));
    };
  }

  private Optional<ProbeResult> askByTcp() {
    socket.close();
    stage = Stage.CONNECTING;
    return socket.openTcp(probe.target());
  }

  private Optional<ProbeResult> connected() {
    int error = socket.takeError();
    if (error < 0) {
      return failed(error);
    }
    var query = question.toBytes();
    var framed = Unpooled.buffer().writeShort(query.length).writeBytes(query);
    var bytes = new byte[framed.readableBytes()];
    framed.readBytes(bytes);
    // A few hundred bytes always fit into the send buffer of a new connection.
    int sent = socket.send(loop.scratch(bytes));
    int waits = sent < 0 ? sent : socket.awaitInput();
    stage = Stage.STREAM;
    return sent < 0
        ? failed(sent)
        : waits < 0 ? Optional.of(ProbeLoop.unwatched(waits)) : Optional.empty();
  }

  private Optional<ProbeResult> stream() {
    var bytes = loop.scratch();
    bytes.bytes().clear();
    int count = socket.read(bytes);
    if (count <= 0) {
      return count < 0 ? failed(count) : closedEarly();
    }
    received.writeBytes(bytes.bytes().limit(count));
    if (received.readableBytes() < LENGTH_PREFIX) {
      return Optional.empty();
    }
    int length = received.getUnsignedShort(0);
    if (received.readableBytes() < LENGTH_PREFIX + length) {
      return Optional.empty();
    }
    return Optional.of(
        switch (DnsMessage.parse(received.slice(LENGTH_PREFIX, length), question)) {
          case DnsMessage.Ignored(var why) ->
              new ProbeResult.Failed(Failure.MALFORMED, "answer over TCP is " + why.words());
          case DnsMessage.Malformed(var why) -> broken(why);
          case DnsMessage.Answer whole -> Answers.judge(probe, whole);
        });
  }

  private static Optional<ProbeResult> closedEarly() {
    return Optional.of(
        new ProbeResult.Failed(
            Failure.CLOSED_EARLY, "connection closed before the answer was complete"));
  }

  private static Optional<ProbeResult> malformed(DnsMessage.Defect why) {
    return Optional.of(broken(why));
  }

  private static ProbeResult broken(DnsMessage.Defect why) {
    return new ProbeResult.Failed(Failure.MALFORMED, "answer " + why.words());
  }

  private static Optional<ProbeResult> failed(int error) {
    return error == -Errno.EAGAIN.number() ? Optional.empty() : Optional.of(SocketErrors.of(error));
  }

  private void end(ProbeResult result) {
    socket.close();
    answer.accept(result);
  }

  @Override
  public ProbeResult outOfTime() {
    return new ProbeResult.Failed(Failure.TIMED_OUT, "timed out " + stage.words + strays);
  }

  @Override
  public void cancel() {
    socket.close();
  }
}
