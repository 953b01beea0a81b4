package org.holdfast.health.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.socket.ClosedPort;
import org.holdfast.health.socket.ProbeBench;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsProberTest {

  private static final String ONE_RECORD = "8180 0001 0001 0000 0000";
  private static final String CUT_OFF = "8380 0001 0000 0000 0000";
  private static final String RECORD = "c00c 0001 0001 0000003c 0004 0a000001";

  private final ProbeBench bench = new ProbeBench();
  private final DnsProber prober = new DnsProber(bench.loops(), RandomGenerator.getDefault());
  private NameServer server;

  @BeforeEach
  void begin() throws IOException {
    server = new NameServer();
  }

  @AfterEach
  void end() throws IOException {
    server.close();
    bench.close();
  }

  @Test
  void passesWhenTheRcodeIsGood() {
    server.answer(ONE_RECORD, RECORD, 0);
    assertThat(run(null)).isEqualTo(ProbeResult.Passed.saying("rcode NOERROR"));
  }

  @Test
  void reportsAnUnexpectedRcode() {
    server.answer("8182 0001 0000 0000 0000", "", 0);
    assertThat(run(null))
        .isEqualTo(new ProbeResult.Failed(Failure.STATUS, "rcode SERVFAIL, expected NOERROR"));
  }

  @Test
  void passesWhenOneRecordMatches() {
    server.answer(ONE_RECORD, RECORD, 0);
    assertThat(run("10.0.0.1")).isEqualTo(ProbeResult.Passed.saying("rcode NOERROR, A 10.0.0.1"));
  }

  @Test
  void reportsAnUnexpectedRecord() {
    server.answer(ONE_RECORD, RECORD, 0);
    assertThat(run("10.0.0.2"))
        .isEqualTo(new ProbeResult.Failed(Failure.PATTERN, "A 10.0.0.1, expected 10.0.0.2"));
  }

  @Test
  void reportsAMissingRecord() {
    server.answer("8180 0001 0000 0000 0000", "", 0);
    assertThat(run("10.0.0.2"))
        .isEqualTo(new ProbeResult.Failed(Failure.PATTERN, "no A record, expected 10.0.0.2"));
  }

  @Test
  void keepsWaitingAfterAnAnswerWithAnotherId() {
    server.answer(ONE_RECORD, RECORD, 1, 2, 0);
    assertThat(run(null)).isEqualTo(ProbeResult.Passed.saying("rcode NOERROR"));
  }

  @Test
  void reportsIgnoredAnswersOnTimeout() {
    server.answer(ONE_RECORD, RECORD, 1);
    var run = bench.start(prober, probe(null));
    var silent =
        new ProbeResult.Failed(
            Failure.TIMED_OUT, "timed out waiting for the answer; ignored another id");
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(run::peek, silent::equals);
    assertThat(run.outOfTime()).isEqualTo(silent);
  }

  @Test
  void aBrokenAnswerIsMalformed() {
    server.answer(ONE_RECORD, "c0ff", 0);
    assertThat(run(null))
        .isEqualTo(new ProbeResult.Failed(Failure.MALFORMED, "answer name of a record broken"));
  }

  @Test
  void aClosedPortIsRefused() throws IOException {
    try (var closed = ClosedPort.udp()) {
      assertThat(bench.run(prober, probe(closed.port(), null)))
          .isEqualTo(new ProbeResult.Failed(Failure.REFUSED, "connection refused"));
    }
  }

  @Test
  void aTruncatedAnswerStillGivesItsRcode() {
    server.answer(CUT_OFF, "", 0);
    assertThat(run(null)).isEqualTo(ProbeResult.Passed.saying("rcode NOERROR"));
  }

  @Test
  void retriesOverTcpWhenRecordsOfATruncatedAnswerMatter() {
    server.answer(CUT_OFF, "", 0).answerByTcp(ONE_RECORD, RECORD, 1000);
    assertThat(run("10.0.0.1")).isEqualTo(ProbeResult.Passed.saying("rcode NOERROR, A 10.0.0.1"));
  }

  @Test
  void failsWhenTheTcpConnectionEndsTooEarly() {
    server.answer(CUT_OFF, "", 0).answerByTcp(ONE_RECORD, RECORD, 10);
    assertThat(run("10.0.0.1"))
        .isEqualTo(
            new ProbeResult.Failed(
                Failure.CLOSED_EARLY, "connection closed before the answer was complete"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "example.com, A, NOERROR, 10.0.0.1, -",
        "., SOA, nxdomain, -, -",
        "example.com, MX, NOERROR, 10 mail.example.com, -",
        "_ldap._tcp.example.com, TXT, NOERROR, '\"a b\" \"c\"', -",
        "example.com, RRSIG, NOERROR, -, -",
        "example.com, SRV, NOERROR, -, 'type: \"SRV\" cannot be queried'",
        "example.com, A, BAD, -, 'rcode: \"BAD\" is unknown'",
        "example.com, A, NOERROR, ::1, 'answer: \"::1\" is not valid data of A records'",
        "example.com, MX, NOERROR, mail, 'answer: \"mail\" is not valid data of MX records'",
        "example.com, DNSKEY, NOERROR, x, 'answer: \"x\" is not valid data of DNSKEY records'",
      })
  void refusesNamesAndTypesThatCannotBeQueried(
      String name, String type, String rcode, @Nullable String answer, @Nullable String words) {
    var target = Target.of(IpAddress.of("127.0.0.1"), 53);
    assertThat(DnsProber.objection(new Probe.Dns(target, name, type, rcode, answer)).orElse(null))
        .isEqualTo(words);
  }

  @Test
  void refusesALabelThatIsTooLong() {
    var name = "a".repeat(64) + ".example.com";
    var target = Target.of(IpAddress.of("127.0.0.1"), 53);
    assertThat(DnsProber.objection(new Probe.Dns(target, name, "A", "NOERROR", null)))
        .contains("name: \"" + name + "\" is not a domain name");
  }

  private ProbeResult run(@Nullable String expected) {
    return bench.run(prober, probe(expected));
  }

  private Probe.Dns probe(@Nullable String expected) {
    return probe(server.port(), expected);
  }

  private static Probe.Dns probe(int port, @Nullable String expected) {
    var target = Target.of(IpAddress.of("127.0.0.1"), port);
    return new Probe.Dns(target, "example.com", "A", "NOERROR", expected);
  }
}
