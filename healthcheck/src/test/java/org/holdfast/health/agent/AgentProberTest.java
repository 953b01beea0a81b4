package org.holdfast.health.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.health.stream.ProbeBench.failed;

import java.io.IOException;
import org.holdfast.health.Advice;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.socket.ClosedPort;
import org.holdfast.health.stream.FakeServer;
import org.holdfast.health.stream.FakeServer.Script;
import org.holdfast.health.stream.ProbeBench;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentProberTest {

  private final ProbeBench bench = new ProbeBench();
  private final AgentProber prober = new AgentProber(bench.streams());

  @AfterEach
  void nothingIsLeft() {
    bench.close();
  }

  private ProbeResult ask(Script script) throws IOException {
    try (var server = new FakeServer(script)) {
      return bench.ask(prober, new Probe.Agent(server.target(), ""));
    }
  }

  private static ProbeResult unheard(Failure why, String words) {
    return new ProbeResult.Unheard(why, "agent does not answer: " + words);
  }

  @Test
  void acceptsALine() throws IOException {
    assertThat(ask(peer -> peer.send("up 75%\nmore").stall()))
        .isEqualTo(new ProbeResult.Passed("agent says up 75%", new Advice.Percent(75)));
  }

  @Test
  void acceptsALineThatEndsWithTheConnection() throws IOException {
    assertThat(ask(peer -> peer.send("down#why")))
        .isEqualTo(failed(Failure.REPORTED_DOWN, "agent says down: why"));
  }

  @Test
  void sendsWhatIsConfigured() throws IOException {
    try (var server =
        new FakeServer(peer -> {
          peer.readUntil("how are you\n");
          peer.send("drain\n");
        })) {
      assertThat(bench.ask(prober, new Probe.Agent(server.target(), "how are you\n")))
          .isEqualTo(new ProbeResult.Passed("agent says drain", new Advice.Drain()));
    }
  }

  @Test
  void refusesALineWithoutEnd() throws IOException {
    assertThat(ask(peer -> peer.flood("up ".repeat(100))))
        .isEqualTo(failed(Failure.TOO_LONG, "agent says more than 4096 bytes in a line"));
  }

  @Test
  void failsOnALineWithoutAKnownWord() throws IOException {
    assertThat(ask(peer -> peer.send("SSH-2.0-OpenSSH\r\n").stall()))
        .isEqualTo(failed(Failure.MALFORMED, "the reply has no known word: \"SSH-2.0-OpenSSH\""));
  }

  @Test
  void anAgentThatClosesTheConnectionSaysNothingAboutItsServer() throws IOException {
    assertThat(ask(_ -> {}))
        .isEqualTo(unheard(Failure.CLOSED_EARLY, "closed the connection without a reply"));
    assertThat(ask(FakeServer.Peer::reset)).isEqualTo(unheard(Failure.RESET, "connection reset"));
  }

  @Test
  void aMissingAgentSaysNothingAboutItsServer() throws IOException {
    try (var closed = ClosedPort.tcp()) {
      assertThat(bench.ask(prober, new Probe.Agent(closed.target(), "")))
          .isEqualTo(unheard(Failure.REFUSED, "connection refused"));
    }
  }

  @Test
  void aSilentAgentSaysNothingAboutItsServer() throws IOException {
    try (var server = new FakeServer(FakeServer.Peer::stall)) {
      bench
          .start(prober, new Probe.Agent(server.target(), ""))
          .waitUntilItSays("agent does not answer: timed out waiting for the agent's words");
    }
  }

  @Test
  void anAgentThatSendsNoCompleteLineInTimeIsSilent() throws IOException {
    try (var server = new FakeServer(peer -> peer.drip("u"))) {
      bench
          .start(prober, new Probe.Agent(server.target(), ""))
          .waitUntilItSays("agent does not answer: timed out waiting for the agent's words");
    }
  }
}
