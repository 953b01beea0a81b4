package org.holdfast.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.agent.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ControlSocketTest {

  private static final String BIG = "{\"text\":\"" + "g\u00fcnstig ".repeat(100_000) + "\"}";

  private static final Duration REQUEST_TIME = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private Path path;
  private ControlServer server;
  private ControlClient client;
  private final CompletableFuture<String> later = new CompletableFuture<>();
  private final AtomicInteger counted = new AtomicInteger();
  private final CompletableFuture<String> counting = new CompletableFuture<>();
  private final AtomicBoolean dropped = new AtomicBoolean();

  @BeforeEach
  void serve() {
    path = directory.resolve("control.sock");
    server = serverAt(path);
    client = new ControlClient(path);
  }

  private ControlServer serverAt(Path path) {
    return new ControlServer(
        path,
        ControlAccess.DEFAULT,
        List.of(
            ControlRoute.get(
                "/v1/status", _ -> CompletableFuture.completedFuture("{\"state\":\"MASTER\"}")),
            ControlRoute.get("/v1/big", _ -> CompletableFuture.completedFuture(BIG)),
            ControlRoute.get(
                "/v1/broken",
                _ -> CompletableFuture.failedFuture(new IllegalStateException("no \"loop\""))),
            ControlRoute.get("/v1/later", _ -> later),
            ControlRoute.get(
                "/v1/counted",
                _ -> {
                  counted.incrementAndGet();
                  return counting;
                }),
            ControlRoute.get(
                "/v1/things/{name}",
                request ->
                    CompletableFuture.completedFuture(
                        Json.line(Map.of("name", request.at("name"))))),
            ControlRoute.get(
                "/v1/refuse/{name}",
                request -> {
                  throw RefusedException.notFound("no " + request.at("name"));
                }),
            ControlRoute.post(
                "/v1/forced",
                request -> {
                  throw new RefusedException(RefusedException.NEEDS_FORCE, "it would hurt");
                }),
            ControlRoute.post(
                "/v1/change", request -> CompletableFuture.completedFuture(request.body())),
            ControlRoute.getOrFollow(
                "/v1/feed", _ -> CompletableFuture.completedFuture("[]"), (_, sink) -> count(sink)),
            ControlRoute.getOrFollow(
                "/v1/flood",
                _ -> CompletableFuture.completedFuture("[]"),
                (_, sink) -> flood(sink))),
        REQUEST_TIME);
  }

  private static Runnable count(Feed.Sink sink) {
    for (int i = 0; i < 100; i++) {
      var line = "{\"line\":" + i + "}\n";
      sink.line(() -> line);
    }
    sink.end(() -> "{\"end\":true}\n");
    return () -> {};
  }

  private Runnable flood(Feed.Sink sink) {
    var line = Json.line(Map.of("text", "x".repeat(2000)));
    Thread.startVirtualThread(() -> {
      while (!dropped.get()) {
        sink.line(() -> line);
      }
    });
    return () -> dropped.set(true);
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Sends these bytes and returns the server's output until the server closes the connection. */
  private String say(String request) throws IOException {
    try (var channel = connect()) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
      return read(channel);
    }
  }

  private SocketChannel connect() throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(path));
    return channel;
  }

  private static String read(SocketChannel channel) throws IOException {
    return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
  }

  private void assertStillServing() throws IOException {
    assertThat(client.get("/v1/status")).isEqualTo("{\"state\":\"MASTER\"}");
  }

  /**
   * Sends a request as another user, who is in group 60 (games) or in no group; returns the
   * response.
   */
  private String request(String groups, String method, String target)
      throws IOException, InterruptedException {
    var command =
        List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            groups,
            "curl",
            "-s",
            "-X",
            method,
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "--unix-socket",
            path.toString(),
            "http://holdfast" + target);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return answer;
  }

  @Test
  void aMemberOfTheGroupMayReadAndAStrangerMayNotConnect() throws Exception {
    assumeTrue(
        (int) Files.getAttribute(directory, "unix:uid") == 0
            && Files.isExecutable(Path.of("/usr/bin/setpriv"))
            && Files.isExecutable(Path.of("/usr/bin/curl"))
            && LocalGroups.gid("games").orElse(0) == 60,
        "needs root, setpriv, curl and the group games");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    server.share(new ControlAccess("games", null));

    assertThat(request("--groups=60", "GET", "/v1/status")).isEqualTo("200");
    assertThat(request("--groups=60", "POST", "/v1/change")).isEqualTo("403");
    assertThat(request("--clear-groups", "GET", "/v1/status")).isEqualTo("000");

    server.share(new ControlAccess("games", "games"));
    assertThat(request("--groups=60", "POST", "/v1/change")).isEqualTo("200");

    server.share(new ControlAccess("nobody-has-this-group", null));
    assertThat(request("--groups=60", "GET", "/v1/status")).isEqualTo("000");
  }

  @Test
  void aResourceIsAnsweredAlsoWithAQuery() throws IOException {
    assertStillServing();
    assertThat(client.get("/v1/status?verbose")).isEqualTo("{\"state\":\"MASTER\"}");
  }

  @Test
  void aLargeAnswerArrivesWhole() throws IOException {
    assertThat(client.get("/v1/big")).isEqualTo(BIG);
  }

  @Test
  void anUnknownResourceIs404() {
    assertThatThrownBy(() -> client.get("/v1/nope"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no such resource");
  }

  @Test
  void anythingButGetIs405() throws IOException {
    assertThat(say("DELETE /v1/status HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .endsWith("{\"error\":\"DELETE is not served here\"}\n");
  }

  @Test
  void aFailedAnswerIs500AndStillJson() throws IOException {
    assertThat(say("GET /v1/broken HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 500 ")
        .endsWith("no \\\"loop\\\"\"}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0000\u0001\u0002\r\n\r\n", "hello\r\n\r\n", "GET /v1/status SPDY\r\n\r\n"})
  void aMalformedRequestIs400(String request) throws IOException {
    assertThat(say(request)).startsWith("HTTP/1.1 400 ");
    assertStillServing();
  }

  @Test
  void aBodyBeyond64KiBIsRefusedBeforeItIsSent() throws IOException {
    assertThat(say("POST /v1/status HTTP/1.1\r\nContent-Length: 70000\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
    assertStillServing();
  }

  @Test
  void aHeaderWithoutEndIsRefused() throws IOException {
    assertThat(say("GET /v1/status HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
    assertStillServing();
  }

  @Test
  void aSlowClientIsCutOffAndDelaysNoOtherClient() throws IOException {
    try (var slow = connect()) {
      slow.write(ByteBuffer.wrap("GET /v1/sta".getBytes(StandardCharsets.US_ASCII)));
      assertStillServing();

      assertThat(read(slow)).isEmpty();
    }
  }

  @Test
  void aClientThatVanishesChangesNothing() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (var channel = connect()) {
        channel.write(
            ByteBuffer.wrap("GET /v1/big HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
      }
    }
    assertStillServing();
  }

  @Test
  void twoHundredRequestsInARowAreAnswered() throws IOException {
    for (int i = 0; i < 200; i++) {
      assertStillServing();
    }
  }

  @Test
  void onlyOwnerAndGroupMayConnect() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void theSocketIsRemovedWithTheServer() {
    server.close();

    assertThat(path).doesNotExist();
    assertThatThrownBy(() -> client.get("/v1/status")).isInstanceOf(IOException.class);
  }

  @Test
  void theSocketOfADeadAgentIsReplaced() throws IOException {
    server.close();
    var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(path));
    dead.close();
    assertThat(path).exists();

    server = serverAt(path);

    assertStillServing();
  }

  @Test
  void anAnswerMayTakeLongerThanARequest() throws IOException {
    try (var channel = connect()) {
      send(channel, "GET /v1/later HTTP/1.1\r\n\r\n");
      later.completeOnTimeout(
          "{\"late\":true}", REQUEST_TIME.plusMillis(200).toMillis(), TimeUnit.MILLISECONDS);

      assertThat(read(channel)).startsWith("HTTP/1.1 200 ").endsWith("{\"late\":true}");
    }
  }

  @Test
  void aDrippingRequestIsCutOffToo() throws Exception {
    try (var slow = connect()) {
      var dripping =
          Thread.startVirtualThread(() -> {
            try {
              while (true) {
                send(slow, "G");
                Thread.sleep(200);
              }
            } catch (IOException | InterruptedException _) {
              // the connection was cut off
            }
          });

      try {
        read(slow); // returns when the connection is cut off
      } finally {
        dripping.interrupt();
      }
    } catch (IOException _) {
      // a reset, because a connection was dropped just then: this also counts as cut off
    }
    assertStillServing();
  }

  @Test
  void namesInAPathAreDecoded() throws IOException {
    assertThat(client.get("/v1/things/" + ControlClient.segment("a b/c+%\u00fc")))
        .isEqualTo("{\"name\":\"a b/c+%\u00fc\"}\n");
    assertThat(say("GET /v1/things/%zz HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(say("GET /v1/things/a?b=%zz HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void controlCharactersInAnErrorAreEscaped() throws IOException {
    assertThat(say("GET /v1/refuse/%0A%22%01 HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ")
        .endsWith("{\"error\":\"no \\n\\\"\\u0001\"}\n");
    assertThatThrownBy(() -> client.get("/v1/refuse/%0A"))
        .isInstanceOf(ControlClient.RefusedByAgentException.class)
        .hasMessage("no \n");
  }

  @Test
  void aRefusalThatCanBeForcedNamesTheParameter() throws IOException {
    assertThat(say("POST /v1/forced HTTP/1.1\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 412 ")
        .endsWith(
            "{\"error\":\"it would hurt\",\"remedy\":\"force=true in the query orders it"
                + " anyway\"}\n");
    assertThatThrownBy(() -> client.post("/v1/forced", "")).hasMessage("it would hurt");
  }

  @Test
  void theAgentsOwnUserMayChange() throws IOException {
    assertThat(say("POST /v1/change HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("hi");
  }

  @Test
  void excessConnectionsGet503AndHarmNoOther() throws IOException {
    var many = new ArrayList<SocketChannel>();
    try {
      for (int i = 0; i < 80; i++) {
        many.add(connect());
      }
      try (var one = connect()) {
        assertThat(read(one)).startsWith("HTTP/1.1 503 ").contains("too many connections");
      }
    } finally {
      for (var channel : many) {
        channel.close();
      }
    }
    await().untilAsserted(this::assertStillServing);
  }

  @Test
  void onlyTheFirstRequestOnAConnectionIsReadAndAnswered() throws IOException {
    try (var channel = connect()) {
      channel.configureBlocking(false);
      var requests =
          ByteBuffer.wrap(
              "GET /v1/counted HTTP/1.1\r\n\r\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
      await()
          .during(Duration.ofMillis(300))
          .until(() -> channel.write(requests) >= 0 && requests.hasRemaining());
      assertThat(counted).hasValue(1);
      assertThat(requests.position()).isLessThan(1 << 20); // the server does not read the rest
      counting.complete("{}");
    }
    assertStillServing();
    assertThat(counted).hasValue(1);
  }

  @Test
  void aFollowerGetsEveryLineUntilTheEnd() throws IOException {
    var lines = new ArrayList<String>();

    client.follow("/v1/feed?follow", lines::add);

    assertThat(lines).hasSize(101).startsWith("{\"line\":0}").endsWith("{\"end\":true}");
    assertThat(client.get("/v1/feed")).isEqualTo("[]");
  }

  @Test
  void aFollowerThatDoesNotReadIsDroppedWithAFinalEvent() throws IOException {
    try (var channel = connect()) {
      send(channel, "GET /v1/flood?follow HTTP/1.1\r\n\r\n");
      await().until(dropped::get);

      assertThat(read(channel)).contains("\"kind\":\"overrun\"");
    }
    assertStillServing();
  }

  @Test
  void aFileThatIsNotASocketIsLeftAlone() throws IOException {
    var file = Files.writeString(directory.resolve("precious"), "keep me");

    assertThatThrownBy(() -> serverAt(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("control socket " + file + ": another file is in its place");

    assertThat(file).hasContent("keep me");
  }

  @Test
  void aPathTooLongForTheKernelIsRefusedBeforeBinding() {
    var tooLong = directory.resolve("x".repeat(108));

    assertThat(ControlServer.obstacle(tooLong))
        .hasValueSatisfying(line -> assertThat(line).endsWith("(expected: 1..107)"));
    assertThatThrownBy(() -> serverAt(tooLong)).isInstanceOf(UncheckedIOException.class);
    assertThat(ControlServer.obstacle(Path.of(""))).isPresent();
  }

  @Test
  void aMissingDirectoryIsNamed() {
    var nowhere = directory.resolve("missing/control.sock");

    assertThatThrownBy(() -> serverAt(nowhere))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(nowhere.toString());
  }
}
