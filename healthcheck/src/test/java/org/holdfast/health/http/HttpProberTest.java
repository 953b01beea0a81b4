package org.holdfast.health.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.holdfast.health.stream.ProbeBench.failed;

import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.holdfast.health.Failure;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.HttpRequest.BodyDigest;
import org.holdfast.health.HttpRequest.BodyPattern;
import org.holdfast.health.HttpRequest.Header;
import org.holdfast.health.HttpRequest.StatusRange;
import org.holdfast.health.Probe;
import org.holdfast.health.Probe.HttpVersion;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.NotRun;
import org.holdfast.health.ProbeResult.Passed;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;
import org.holdfast.health.socket.ClosedPort;
import org.holdfast.health.stream.FakeServer;
import org.holdfast.health.stream.FakeServer.Peer;
import org.holdfast.health.stream.FakeServer.Script;
import org.holdfast.health.stream.ProbeBench;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProberTest {

  private static final Passed WELL = Passed.saying("status 200");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell";
  private static final int MOST_BODY = 1000;

  private final ProbeBench bench = new ProbeBench();
  private final HttpProber prober = new HttpProber(bench.streams());

  @AfterEach
  void nothingIsLeft() {
    bench.close();
  }

  private static HttpRequest get(String path) {
    return request("GET", path, null, null);
  }

  private static HttpRequest request(
      String method, String path, @Nullable BodyPattern pattern, @Nullable BodyDigest digest) {
    return new HttpRequest(
        method,
        path,
        List.of(new Header("Host", "web")),
        null,
        List.of(new StatusRange(200, 299)),
        pattern,
        digest);
  }

  private static Probe.Http probe(
      FakeServer server, @Nullable TlsSettings tls, HttpRequest... all) {
    return probe(server.target(), tls, all);
  }

  private static Probe.Http probe(Target target, @Nullable TlsSettings tls, HttpRequest... all) {
    return new Probe.Http(target, tls, HttpVersion.HTTP_1_1, List.of(all), MOST_BODY);
  }

  private ProbeResult ask(Script script) throws IOException {
    return ask(get("/"), script);
  }

  private ProbeResult ask(HttpRequest request, Script script) throws IOException {
    try (var server = new FakeServer(script)) {
      return bench.ask(prober, probe(server, null, request));
    }
  }

  /** Answers one request in this way, and keeps the connection. */
  private ProbeResult answered(String response) throws IOException {
    return answered(get("/"), response);
  }

  private ProbeResult answered(HttpRequest request, String response) throws IOException {
    return ask(
        request,
        peer -> {
          peer.readHead();
          peer.send(response).stall();
        });
  }

  private static Script closingAfter(String response) {
    return peer -> {
      peer.readHead();
      peer.send(response);
    };
  }

  @Nested
  class Asks {

    private String sentRequest(Probe.HttpVersion version, HttpRequest request, String end)
        throws IOException {
      var read = new AtomicReference<String>();
      try (var server =
          new FakeServer(peer -> {
            read.set(peer.readUntil(end));
            peer.send(OK);
          })) {
        var probe = new Probe.Http(server.target(), null, version, List.of(request), MOST_BODY);
        assertThat(bench.ask(prober, probe)).isEqualTo(WELL);
      }
      return read.get().toLowerCase(Locale.ROOT);
    }

    @Test
    void sendsConfiguredAndMandatoryHeaders() throws IOException {
      assertThat(sentRequest(HttpVersion.HTTP_1_1, get("/a?b=c"), "\r\n\r\n"))
          .isEqualTo(
              """
              get /a?b=c http/1.1\r
              host: web\r
              user-agent: holdfast\r
              connection: close\r
              \r
              """);
    }

    @Test
    void sendsHttp10() throws IOException {
      assertThat(sentRequest(HttpVersion.HTTP_1_0, get("/"), "\r\n\r\n"))
          .startsWith("get / http/1.0\r\n");
    }

    @Test
    void sendsABody() throws IOException {
      var post =
          new HttpRequest(
              "POST", "/", List.of(), "{\"ä\":1}", List.of(new StatusRange(200, 200)), null, null);
      assertThat(sentRequest(HttpVersion.HTTP_1_1, post, ":1}"))
          .contains("content-length: 8\r\n")
          .contains("host: 127.0.0.1:");
    }

    @Test
    void refusesInvalidCharacters() throws IOException {
      var request =
          new HttpRequest(
              "GET",
              "/",
              List.of(new Header("X", "a\r\nY: b")),
              null,
              List.of(new StatusRange(200, 200)),
              null,
              null);
      assertThat(ask(request, Peer::stall)).isInstanceOf(NotRun.class);
    }
  }

  @Nested
  class Passes {

    @ParameterizedTest
    @ValueSource(
        strings = {
          OK,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nwell\r\n0\r\nA: b\r\n\r\n",
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + OK,
          "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
          OK + "more than it said",
        })
    void anAnswerInFull(String response) throws IOException {
      assertThat(answered(response)).isEqualTo(WELL);
    }

    @Test
    void aBodyThatEndsWithTheConnection() throws IOException {
      assertThat(ask(closingAfter("HTTP/1.0 200 OK\r\n\r\nwell"))).isEqualTo(WELL);
    }

    @Test
    void anAnswerWithoutABody() throws IOException {
      assertThat(answered("HTTP/1.1 204 No Content\r\n\r\n"))
          .isEqualTo(Passed.saying("status 204"));
      assertThat(
              answered(
                  request("HEAD", "/", null, null),
                  "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"))
          .isEqualTo(WELL);
    }

    @Test
    void anAnswerThatComesAByteAtATimeInTime() throws IOException {
      assertThat(
              ask(peer -> {
                peer.readHead();
                for (int i = 0; i < OK.length(); i++) {
                  peer.send(OK.substring(i, i + 1));
                }
                peer.stall();
              }))
          .isEqualTo(WELL);
    }

    @Test
    void aDigestAndAPattern() throws IOException {
      var md5 = new BodyDigest("MD5", "f9323f5b51fc23e30c10623bd38de6ff");
      assertThat(answered(request("GET", "/", new BodyPattern("w.l+", 0, true), md5), OK))
          .isEqualTo(WELL);
      assertThat(answered(request("GET", "/", new BodyPattern("ill", 0, false), null), OK))
          .isEqualTo(WELL);
    }

    @Test
    void severalRequestsOverOneConnection() throws IOException {
      try (var server =
          new FakeServer(peer -> {
            assertThat(peer.readHead()).contains("/a").doesNotContainIgnoringCase("close");
            peer.send(OK);
            assertThat(peer.readHead()).contains("/b").containsIgnoringCase("close");
            peer.send(OK).stall();
          })) {
        assertThat(bench.ask(prober, probe(server, null, get("/a"), get("/b")))).isEqualTo(WELL);
        assertThat(server.accepted()).isEqualTo(1);
      }
    }

    @Test
    void severalRequestsWhenTheServerClosesAfterEach() throws IOException {
      var close = closingAfter("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwell");
      try (var server = new FakeServer(close)) {
        assertThat(bench.ask(prober, probe(server, null, get("/a"), get("/b"), get("/c"))))
            .isEqualTo(WELL);
        assertThat(server.accepted()).isEqualTo(3);
      }
    }

    @Test
    void aServerThatClosesAnIdleConnectionWithoutNotice() throws IOException {
      try (var server = new FakeServer(closingAfter(OK))) {
        assertThat(bench.ask(prober, probe(server, null, get("/a"), get("/b")))).isEqualTo(WELL);
        assertThat(server.accepted()).isEqualTo(2);
      }
    }
  }

  @Nested
  class Fails {

    @Test
    void aStatusThatIsNotGood() throws IOException {
      assertThat(answered("HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\n"))
          .isEqualTo(failed(Failure.STATUS, "response has status 503, expected 200-299"));
      assertThat(answered("HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n"))
          .isEqualTo(failed(Failure.STATUS, "response has status 302, expected 200-299"));
    }

    @Test
    void theSecondOfTwoRequestsWithItsPath() throws IOException {
      try (var server =
          new FakeServer(peer -> {
            peer.readHead();
            peer.send(OK).readHead();
            peer.send("HTTP/1.1 500 Oh\r\n\r\n");
          })) {
        assertThat(bench.ask(prober, probe(server, null, get("/a"), get("/b"))))
            .isEqualTo(failed(Failure.STATUS, "response to /b has status 500, expected 200-299"));
      }
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "SSH-2.0-OpenSSH\r\n\r\n",
          "\0\1\2\3\r\n\r\n",
          "HTTP/2.0 200 OK\r\n\r\n",
          "ICY 200 OK\r\n\r\n",
          "HTTP/1.1 2000 OK\r\n\r\n",
          "HTTP/1.1 two OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-4\r\nwell\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nwell\r\n",
        })
    void garbage(String response) throws IOException {
      assertThat(answered(response))
          .isInstanceOfSatisfying(
              ProbeResult.Failed.class,
              failed -> assertThat(failed.why()).isEqualTo(Failure.MALFORMED));
    }

    @Test
    void aBodyThatIsTooLong() throws IOException {
      var failure = failed(Failure.TOO_LONG, "response has a body of more than 1000 bytes");
      assertThat(
              ask(peer -> {
                peer.readHead();
                peer.send("HTTP/1.0 200 OK\r\n\r\n").flood("x".repeat(100));
              }))
          .isEqualTo(failure);
      assertThat(
              ask(peer -> {
                peer.readHead();
                peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .flood("64\r\n" + "x".repeat(100) + "\r\n");
              }))
          .isEqualTo(failure);
    }

    @Test
    void aHeaderThatIsTooLong() throws IOException {
      var lines = IntStream.range(0, 10_000).mapToObj(i -> "H" + i + ": x\r\n").toList();
      assertThat(answered("HTTP/1.1 200 OK\r\n" + String.join("", lines)))
          .isEqualTo(failed(Failure.TOO_LONG, "response has too long a header"));
      assertThat(answered("HTTP/1.1 200 " + "x".repeat(10_000)))
          .isEqualTo(failed(Failure.TOO_LONG, "response has too long a header"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "HTTP/1.1 100 Continue\r\n\r\n"})
    void endlessInterimResponses(String again) throws IOException {
      assertThat(
              ask(peer -> {
                peer.readHead();
                peer.flood(again.repeat(50));
              }))
          .isInstanceOfSatisfying(
              ProbeResult.Failed.class,
              failed -> assertThat(failed.why()).isEqualTo(Failure.TOO_LONG));
    }

    @Test
    void aTruncatedBody() throws IOException {
      assertThat(ask(closingAfter("")))
          .isEqualTo(failed(Failure.CLOSED_EARLY, "response did not come: connection closed"));
      assertThat(ask(closingAfter("HTTP/1.1 200 OK\r\nServer")))
          .isEqualTo(failed(Failure.CLOSED_EARLY, "response is cut off in its header"));
    }

    @Test
    void aReset() throws IOException {
      assertThat(
              ask(peer -> {
                peer.readHead();
                peer.reset();
              }))
          .isEqualTo(failed(Failure.RESET, "connection reset"));
    }

    @Test
    void aRefusal() throws IOException {
      try (var closed = ClosedPort.tcp()) {
        assertThat(bench.ask(prober, probe(closed.target(), null, get("/"))))
            .isEqualTo(failed(Failure.REFUSED, "connection refused"));
        assertThat(bench.ask(prober, probe(closed.target(), FakeServer.trusting(), get("/"))))
            .isEqualTo(failed(Failure.REFUSED, "connection refused"));
      }
    }

    @Test
    void anUnexpectedBody() throws IOException {
      var sha = new BodyDigest("SHA-256", "00");
      assertThat(answered(request("GET", "/", null, sha), OK))
          .isEqualTo(
              failed(
                  Failure.DIGEST,
                  "response has a body of SHA-256"
                      + " a7722b765d15608d5d24a319140e6665cb361a0758285125722a2d5aece38808,"
                      + " expected 00"));
      assertThat(answered(request("GET", "/", new BodyPattern("ill", 0, true), null), OK))
          .isEqualTo(failed(Failure.PATTERN, "response does not match ill"));
      assertThat(answered(request("GET", "/", new BodyPattern("well", 0, false), null), OK))
          .isEqualTo(failed(Failure.PATTERN, "response matches what it must not: well"));
    }

    @Test
    void aBodyThatCannotBeSearched() throws IOException {
      assertThat(
              answered(
                  request("GET", "/", new BodyPattern("x*x*x*x*y", 0, true), null),
                  "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + "x".repeat(500)))
          .isEqualTo(
              failed(
                  Failure.PATTERN,
                  "response cannot be searched for x*x*x*x*y: it takes more than 5000000 steps"));
    }
  }

  /**
   * As in keepalived, which reads to the end of the connection and judges the part that arrived.
   */
  @Nested
  class TakesABodyThatIsCutOffForWhatHasCome {

    private static final String CUT = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwell";
    private static final Passed CUT_WELL = Passed.saying("status 200, body cut off after 4 bytes");

    @Test
    void acceptsItWhenOnlyTheStatusMatters() throws IOException {
      assertThat(ask(closingAfter(CUT))).isEqualTo(CUT_WELL);
      assertThat(
              ask(closingAfter("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nwell")))
          .isEqualTo(CUT_WELL);
    }

    @Test
    void searchesThePartThatArrived() throws IOException {
      var md5 = new BodyDigest("MD5", "f9323f5b51fc23e30c10623bd38de6ff");
      assertThat(
              ask(request("GET", "/", new BodyPattern("^well$", 0, true), null), closingAfter(CUT)))
          .isEqualTo(CUT_WELL);
      assertThat(ask(request("GET", "/", new BodyPattern("ill", 0, true), null), closingAfter(CUT)))
          .isEqualTo(failed(Failure.PATTERN, "response does not match ill"));
      assertThat(ask(request("GET", "/", null, md5), closingAfter(CUT))).isEqualTo(CUT_WELL);
    }

    @Test
    void continuesWithTheNextRequest() throws IOException {
      try (var server = new FakeServer(closingAfter(CUT), closingAfter(OK))) {
        assertThat(bench.ask(prober, probe(server, null, get("/"), get("/next")))).isEqualTo(WELL);
        assertThat(server.accepted()).isEqualTo(2);
      }
    }
  }

  /** For bodies without a configured limit. */
  @Nested
  class ReadsALargeBody {

    private final BodyBudget oneWindow = new BodyBudget(1);
    private final HttpProber poor = new HttpProber(bench.streams(), oneWindow);

    private boolean isWindowTaken() {
      if (oneWindow.take()) {
        oneWindow.give(null);
        return false;
      }
      return true;
    }

    private static String page(int bytes, int at, String words) {
      return "x".repeat(at) + words + "x".repeat(bytes - at - words.length());
    }

    private static Script serving(String page) {
      return closingAfter(
          "HTTP/1.1 200 OK\r\nContent-Length: " + page.length() + "\r\n\r\n" + page);
    }

    private static Probe.Http unlimited(FakeServer server, @Nullable BodyPattern pattern) {
      return new Probe.Http(
          server.target(),
          null,
          HttpVersion.HTTP_1_1,
          List.of(request("GET", "/", pattern, null)),
          null);
    }

    private ProbeResult look(String regex, boolean wanted, Script script) throws IOException {
      return look(new BodyPattern(regex, 0, wanted), script);
    }

    private ProbeResult look(BodyPattern pattern, Script script) throws IOException {
      try (var server = new FakeServer(script)) {
        return bench.ask(prober, unlimited(server, pattern));
      }
    }

    @Test
    void stopsEarlyWhenOnlyTheStatusMatters() throws IOException {
      try (var server =
          new FakeServer(peer -> {
            peer.readHead();
            peer.send("HTTP/1.0 200 OK\r\n\r\n").flood("x".repeat(10_000));
          })) {
        assertThat(bench.ask(prober, unlimited(server, null))).isEqualTo(WELL);
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4_090, 65_530, 65_536, 131_000, 1_500_000, 1_999_990})
    void findsAPatternAtAnyPosition(int at) throws IOException {
      var page = serving(page(2_000_000, at, "all: well"));
      assertThat(look("all: w.ll", true, page)).isEqualTo(WELL);
      assertThat(look("all: w.ll", false, page))
          .isEqualTo(failed(Failure.PATTERN, "response matches what it must not: all: w.ll"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4_090, 57_344, 65_536, 131_000, 199_990})
    void findsAPatternOnlyInItsRangeOfBytes(int at) throws IOException {
      var page = serving(page(200_000, at, "well"));
      assertThat(look(new BodyPattern("well", 0, true, at, at), page)).isEqualTo(WELL);
      assertThat(look(new BodyPattern("well", 0, false, at + 1, 200_000), page)).isEqualTo(WELL);
      assertThat(look(new BodyPattern("well", 0, false, 0, at - 1), page)).isEqualTo(WELL);
    }

    @Test
    void countsTheBytesOfCharacters() throws IOException {
      var body = "\u00c3\u00a9".repeat(40_000) + "well"; // é in UTF-8
      var page =
          closingAfter(
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 80004"
                  + "\r\n\r\n"
                  + body);
      assertThat(look(new BodyPattern("well", 0, true, 80_000, 80_000), page)).isEqualTo(WELL);
      assertThat(look(new BodyPattern("well", 0, false, 0, 79_999), page)).isEqualTo(WELL);
      assertThat(look(new BodyPattern("^\u00e9\u00e9", 0, true, 0, 0), page)).isEqualTo(WELL);
    }

    @Test
    void anchorsMatchOnlyAtTheRealStartAndEnd() throws IOException {
      var page = serving("well" + "x".repeat(200_000) + "end");
      assertThat(look("^well", true, page)).isEqualTo(WELL);
      assertThat(look("end$", true, page)).isEqualTo(WELL);
      assertThat(look("x$", false, page)).as("no end of a window is an end").isEqualTo(WELL);
      assertThat(look("^x", false, page)).as("nor its beginning a beginning").isEqualTo(WELL);
    }

    @Test
    void givesUpASearchAtALimit() throws IOException {
      assertThat(
              look(
                  "well",
                  true,
                  peer -> {
                    peer.readHead();
                    peer.send("HTTP/1.0 200 OK\r\n\r\n").flood("x".repeat(100_000));
                  }))
          .isEqualTo(failed(Failure.TOO_LONG, "response has a body of more than 16777216 bytes"));
    }

    @Test
    void waitsForMemoryInOrder() throws IOException {
      Script hostile =
          peer -> {
            peer.readHead();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(150_000))
                .stall();
          };
      try (var server = new FakeServer(hostile);
          var large = new FakeServer(serving(page(100_000, 99_000, "well")));
          var small = new FakeServer(serving(page(4_000, 3_000, "well")))) {
        var pattern = new BodyPattern("well", 0, true);
        var first = bench.start(poor, unlimited(server, pattern));
        first.waitUntilItSays("timed out reading the body");
        await().until(() -> !isWindowTaken());
        var holder = bench.start(poor, unlimited(server, pattern));
        await().until(this::isWindowTaken); // else the waiter may take the window and end
        var waiter = bench.start(poor, unlimited(large, pattern));
        var lacks = new NotRun("timed out waiting for memory for its body, as many are large");
        await().until(() -> waiter.outOfTime().equals(lacks));
        assertThat(bench.ask(poor, unlimited(small, pattern)))
            .as("a small body needs none of it")
            .isEqualTo(WELL);
        holder.cancel();
        assertThat(waiter.answer()).as("has its turn").isEqualTo(WELL);
        assertThat(bench.ask(poor, unlimited(large, pattern)))
            .as("all is given back")
            .isEqualTo(WELL);
      }
    }
  }

  @Nested
  class RunsOutOfTime {

    private void says(String words, Script script) throws IOException {
      try (var server = new FakeServer(script)) {
        bench.start(prober, probe(server, null, get("/"))).waitUntilItSays("timed out " + words);
      }
    }

    @Test
    void whileTheServerIsSilent() throws IOException {
      says("waiting for the response", Peer::stall);
    }

    @Test
    void duringASlowHeader() throws IOException {
      says("waiting for the response", peer -> peer.send("HTTP/1.1 200 OK\r\nX: ").drip("x"));
    }

    @Test
    void duringASlowBody() throws IOException {
      says("reading the body", peer -> peer.send("HTTP/1.0 200 OK\r\n\r\n").drip("x"));
    }

    @Test
    void duringTheHandshake() throws IOException {
      try (var server = new FakeServer(Peer::stall)) {
        bench
            .start(prober, probe(server, FakeServer.trusting(), get("/")))
            .waitUntilItSays("timed out in the TLS handshake");
      }
    }

    @Test
    void reportsNothingAfterACancel() throws IOException {
      try (var server = new FakeServer(closingAfter(OK))) {
        var run = bench.start(prober, probe(server, null, get("/")));
        run.cancel();
        run.cancel();
      }
    }
  }

  @Nested
  class ByTls {

    private ProbeResult ask(TlsSettings terms, Script script) throws IOException {
      try (var server = new FakeServer(script)) {
        return bench.ask(prober, probe(server, terms, get("/")));
      }
    }

    private static Script serving(String certificate) {
      return peer -> {
        peer.startTls(certificate).readHead();
        peer.send(OK);
      };
    }

    @Test
    void acceptsACertificateForTheAddressOrTheName() throws IOException {
      assertThat(ask(FakeServer.trusting(), serving("server"))).isEqualTo(WELL);
      assertThat(ask(FakeServer.trusting("web.example.org"), serving("server"))).isEqualTo(WELL);
    }

    @Test
    void reportsTheNamesOfAnotherHostsCertificate() throws IOException {
      assertThat(ask(FakeServer.trusting("db"), serving("other")))
          .isEqualTo(
              failed(
                  Failure.CERTIFICATE,
                  "certificate is for www.example.org, example.org, not for db"));
      assertThat(ask(FakeServer.trusting(), serving("other")))
          .isEqualTo(
              failed(
                  Failure.CERTIFICATE,
                  "certificate is for www.example.org, example.org, not for 127.0.0.1"));
    }

    @Test
    void reportsTheDateOfAnExpiredOrFutureCertificate() throws IOException {
      assertThat(ask(FakeServer.trusting(), serving("expired")))
          .isEqualTo(failed(Failure.CERTIFICATE, "certificate expired on 2026-01-01"));
      assertThat(ask(FakeServer.trusting(), serving("future")))
          .isEqualTo(failed(Failure.CERTIFICATE, "certificate is not valid before 2125-01-01"));
    }

    @Test
    void requiresATrustedCertificateByDefault() throws IOException {
      assertThat(ask(FakeServer.trusting(), serving("self")))
          .isEqualTo(
              failed(
                  Failure.CERTIFICATE,
                  "certificate is not signed by a trusted authority, but by itself"));
      assertThat(ask(new TlsSettings(true, null, null, null, null, false), serving("server")))
          .isEqualTo(
              failed(
                  Failure.CERTIFICATE,
                  "certificate is not signed by a trusted authority, but by CN=Test root"));
    }

    @Test
    void acceptsAnyCertificateWhenVerificationIsOff() throws IOException {
      var insecure = new TlsSettings(false, null, null, null, "db", false);
      for (var certificate : List.of("server", "other", "expired", "self")) {
        assertThat(ask(insecure, serving(certificate))).isEqualTo(WELL);
      }
    }

    private static Script demandingACertificate() {
      return peer -> {
        peer.startTls("server", ClientAuth.REQUIRE).readHead();
        peer.send(OK);
      };
    }

    private static TlsSettings showing(@Nullable String certificate, String key) {
      return new TlsSettings(
          true,
          FakeServer.file("ca.pem").getPath(),
          certificate == null ? null : FakeServer.file(certificate).getPath(),
          certificate == null ? null : FakeServer.file(key).getPath(),
          null,
          false);
    }

    @Test
    void presentsItsClientCertificate() throws IOException {
      assertThat(ask(showing("client.pem", "client.key"), demandingACertificate())).isEqualTo(WELL);
    }

    @Test
    void decryptsTheKeyOfItsClientCertificate() throws IOException {
      var plain = showing("client.pem", "client-encrypted.key");
      assertThat(ask(plain, demandingACertificate()))
          .isInstanceOfSatisfying(
              NotRun.class, notRun -> assertThat(notRun.words()).contains("key-password"));
      var terms =
          new TlsSettings(
              true,
              plain.caFile(),
              plain.certificateFile(),
              plain.keyFile(),
              "sesame",
              null,
              false,
              false);
      assertThat(ask(terms, demandingACertificate())).isEqualTo(WELL);
    }

    @Test
    void isRefusedWithoutAClientCertificate() throws IOException {
      for (var terms : List.of(showing(null, ""), showing("stranger.pem", "client.key"))) {
        assertThat(ask(terms, demandingACertificate()))
            .isInstanceOfSatisfying(
                ProbeResult.Failed.class,
                failed -> {
                  assertThat(failed.why()).isEqualTo(Failure.TLS);
                  assertThat(failed.words()).startsWith("refused by the server: TLS alert ");
                });
      }
    }

    @Test
    void isNotRunWithoutItsCertificateFiles() throws IOException {
      var noRoots = new TlsSettings(true, "/nowhere/ca.pem", null, null, null, false);
      assertThat(ask(noRoots, serving("server")))
          .isEqualTo(new NotRun("/nowhere/ca.pem: No such file or directory"));
      assertThat(ask(showing("client.pem", "client.pem"), serving("server")))
          .isInstanceOf(NotRun.class);
      var key = FakeServer.file("client.key").getPath();
      assertThat(ask(new TlsSettings(true, key, null, null, null, false), serving("server")))
          .isInstanceOf(NotRun.class);
    }

    @Test
    void reportsAServerWithoutTls() throws IOException {
      assertThat(ask(FakeServer.trusting(), peer -> peer.send("HTTP/1.1 400 Bad\r\n\r\n").stall()))
          .isEqualTo(failed(Failure.TLS, "does not speak TLS"));
    }

    @Test
    void reportsAConnectionClosedDuringTheHandshake() throws IOException {
      assertThat(ask(FakeServer.trusting(), peer -> peer.readSome(20)))
          .isIn(
              failed(Failure.CLOSED_EARLY, "closed the connection in the TLS handshake"),
              failed(Failure.RESET, "connection reset"));
      assertThat(
              ask(
                  FakeServer.trusting(),
                  peer -> {
                    peer.readSome(20);
                    peer.reset();
                  }))
          .isEqualTo(failed(Failure.RESET, "connection reset"));
    }

    @Test
    void requiresCloseNotifyWhenConfigured() throws IOException {
      var strict =
          new TlsSettings(true, FakeServer.file("ca.pem").getPath(), null, null, null, true);
      assertThat(ask(strict, serving("server"))).isEqualTo(WELL);
      Script cut =
          peer -> {
            peer.startTls("server").readHead();
            peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwell").cut();
            peer.stall();
          };
      assertThat(ask(strict, cut))
          .isEqualTo(failed(Failure.TLS, "closed the connection without close_notify"));
      assertThat(ask(FakeServer.trusting(), cut)).isEqualTo(WELL);
    }
  }
}
