package org.holdfast.health.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.health.stream.ProbeBench.failed;

import java.io.IOException;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.Passed;
import org.holdfast.health.TlsSettings;
import org.holdfast.health.stream.FakeServer;
import org.holdfast.health.stream.FakeServer.Peer;
import org.holdfast.health.stream.FakeServer.Script;
import org.holdfast.health.stream.ProbeBench;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmtpProberTest {

  private static final Passed WELL = Passed.saying("accepts mail clients");

  private final ProbeBench bench = new ProbeBench();
  private final SmtpProber prober = new SmtpProber(bench.streams());

  @AfterEach
  void nothingIsLeft() {
    bench.close();
  }

  private ProbeResult ask(Script script) throws IOException {
    return ask(null, script);
  }

  private ProbeResult ask(@Nullable TlsSettings tls, Script script) throws IOException {
    try (var server = new FakeServer(script)) {
      return bench.ask(prober, new Probe.Smtp(server.target(), "lvs1.example.org", tls));
    }
  }

  private static void greet(Peer peer) throws IOException {
    peer.send("220-be welcome\r\n220 mail\r\n").readUntil("EHLO lvs1.example.org\r\n");
  }

  @Test
  void completesASession() throws IOException {
    assertThat(
            ask(peer -> {
              greet(peer);
              peer.send("250-mail\r\n250-SIZE 1000\r\n250 HELP\r\n").readUntil("QUIT\r\n");
              peer.send("221 bye\r\n");
            }))
        .isEqualTo(WELL);
  }

  @Test
  void fallsBackToHeloWithoutEhlo() throws IOException {
    assertThat(
            ask(peer -> {
              greet(peer);
              peer.send("500 what?\r\n").readUntil("HELO lvs1.example.org\r\n");
              peer.send("250 mail\r\n").readUntil("QUIT\r\n");
              peer.send("500 whatever\r\n");
            }))
        .isEqualTo(WELL);
  }

  @Test
  void switchesToTls() throws IOException {
    assertThat(
            ask(
                FakeServer.trusting(),
                peer -> {
                  greet(peer);
                  peer.send("250-mail\r\n250 STARTTLS\r\n").readUntil("STARTTLS\r\n");
                  peer.send("220 go on\r\n")
                      .startTls("server")
                      .readUntil("EHLO lvs1.example.org\r\n");
                  peer.send("250 mail\r\n").readUntil("QUIT\r\n");
                  peer.send("221 bye\r\n");
                }))
        .isEqualTo(Passed.saying("accepts mail clients, by TLS"));
  }

  @Test
  void refusesAnExpiredCertificate() throws IOException {
    assertThat(
            ask(
                FakeServer.trusting(),
                peer -> {
                  greet(peer);
                  peer.send("250-mail\r\n250 STARTTLS\r\n").readUntil("STARTTLS\r\n");
                  peer.send("220 go on\r\n").startTls("expired").readUntil("EHLO");
                }))
        .isEqualTo(failed(Failure.CERTIFICATE, "certificate expired on 2026-01-01"));
  }

  @Test
  void failsWithoutStartTls() throws IOException {
    assertThat(
            ask(
                FakeServer.trusting(),
                peer -> {
                  greet(peer);
                  peer.send("250-mail\r\n250 SIZE\r\n").stall();
                }))
        .isEqualTo(failed(Failure.TLS, "does not offer STARTTLS"));
  }

  @Test
  void ignoresPlainTextAfterStartTls() throws IOException {
    assertThat(
            ask(
                FakeServer.trusting(),
                peer -> {
                  greet(peer);
                  peer.send("250-mail\r\n250 STARTTLS\r\n").readUntil("STARTTLS\r\n");
                  peer.send("220 go on\r\n250 injected\r\n").stall();
                }))
        .isEqualTo(failed(Failure.MALFORMED, "spoke in plain after it had agreed to TLS"));
  }

  @Test
  void ignoresAPartialPlainLineAfterStartTls() throws IOException {
    assertThat(
            ask(
                FakeServer.trusting(),
                peer -> {
                  greet(peer);
                  peer.send("250-mail\r\n250 STARTTLS\r\n").readUntil("STARTTLS\r\n");
                  peer.send("220 go on\r\n250 inj").stall();
                }))
        .isEqualTo(failed(Failure.MALFORMED, "spoke in plain after it had agreed to TLS"));
  }

  @Test
  void reportsAnUnexpectedReply() throws IOException {
    assertThat(ask(peer -> peer.send("554 no\r\n").stall()))
        .isEqualTo(failed(Failure.STATUS, "the greeting is 554 no, expected 220"));
    assertThat(
            ask(peer -> {
              greet(peer);
              peer.send("421 later\r\n").stall();
            }))
        .isEqualTo(failed(Failure.STATUS, "the answer to EHLO is 421 later, expected 250"));
  }

  @Test
  void anotherProtocolIsMalformed() throws IOException {
    assertThat(ask(peer -> peer.send("SSH-2.0-OpenSSH_9.2\r\n").stall()))
        .isEqualTo(
            failed(Failure.MALFORMED, "the greeting is no SMTP reply: \"SSH-2.0-OpenSSH_9.2\""));
  }

  @Test
  void aLineWithoutEndIsTooLong() throws IOException {
    assertThat(ask(peer -> peer.flood("2".repeat(1000))))
        .isInstanceOfSatisfying(
            ProbeResult.Failed.class,
            failed -> assertThat(failed.why()).isEqualTo(Failure.TOO_LONG));
  }

  @Test
  void aReplyWithoutEndIsTooLong() throws IOException {
    assertThat(ask(peer -> peer.flood("220-x\r\n".repeat(10))))
        .isEqualTo(failed(Failure.TOO_LONG, "the greeting has more than 128 lines"));
  }

  @Test
  void aClosedConnectionIsReportedWithItsStage() throws IOException {
    assertThat(ask(_ -> {}))
        .isEqualTo(failed(Failure.CLOSED_EARLY, "closed the connection before the greeting"));
    assertThat(ask(SmtpProberTest::greet))
        .isEqualTo(failed(Failure.CLOSED_EARLY, "closed the connection before the answer to EHLO"));
    assertThat(
            ask(peer -> {
              greet(peer);
              peer.reset();
            }))
        .isEqualTo(failed(Failure.RESET, "connection reset"));
  }

  @Test
  void silenceIsReportedWithItsStage() throws IOException {
    try (var server = new FakeServer(peer -> peer.drip("2"))) {
      bench
          .start(prober, new Probe.Smtp(server.target(), "lvs1", null))
          .waitUntilItSays("timed out waiting for the greeting");
    }
  }
}
