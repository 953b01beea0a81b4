package org.holdfast.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.agent.listen.Body;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final AtomicInteger answers = new AtomicInteger();
  private final List<Runnable> followers = new CopyOnWriteArrayList<>();
  private MetricsServer server;

  @BeforeEach
  void listen() throws IOException {
    server = MetricsServer.listen(ANY_PORT, this::answer);
  }

  private CompletableFuture<PortAnswer> answer(PortRequest request) {
    answers.incrementAndGet();
    return CompletableFuture.completedFuture(
        switch (request.path()) {
          case "/a" -> PortAnswer.text(200, "accept " + request.accept());
          case "/made" ->
              new PortAnswer.Whole(
                  200,
                  "text/plain",
                  Map.of(),
                  Body.made("x", 1, () -> List.of(new byte[] {'a'}, new byte[] {'b'}).iterator()));
          case "/changes" -> new PortAnswer.Changes(this::follow);
          default -> PortAnswer.text(404, "not found");
        });
  }

  private Runnable follow(Runnable changed) {
    followers.add(changed);
    return () -> followers.remove(changed);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Socket connect() throws IOException {
    return new Socket(server.address().getAddress(), server.address().getPort());
  }

  private String ask(String request) throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void answersAScrapeAndCloses() throws IOException {
    assertThat(ask("GET /a?x=1 HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("content-type: text/plain; charset=utf-8\r\n", "content-length: 18\r\n")
        .endsWith("\r\n\r\naccept text/plain\n");
  }

  @Test
  void answersHeadWithoutABody() throws IOException {
    assertThat(ask("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void aBodyThatIsMadeMeanwhileIsSentInChunks() throws IOException {
    assertThat(ask("GET /made HTTP/1.1\r\nHost: a\r\n\r\n"))
        .contains("transfer-encoding: chunked\r\n")
        .doesNotContain("content-length")
        .endsWith("\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
    assertThat(ask("HEAD /made HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("\r\n\r\n");
  }

  @Test
  void aClientThatKnowsNoChunksReadsUntilTheEnd() throws IOException {
    assertThat(ask("GET /made HTTP/1.0\r\n\r\n"))
        .doesNotContain("transfer-encoding", "content-length")
        .endsWith("\r\n\r\nab");
  }

  @Test
  void refusesEverythingElse() throws IOException {
    assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ")
        .endsWith("not found\n");
    assertThat(ask("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ");
    assertThat(ask("what\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask("GET /a HTTP/1.1\r\nX: " + "y".repeat(9000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void onlyTheFirstRequestOnAConnectionIsAnswered() throws IOException {
    assertThat(ask("GET /a HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20)))
        .containsOnlyOnce("HTTP/1.1 200 OK");
    assertThat(answers).hasValue(1);
  }

  @Test
  void idleConnectionsDoNotBlockAScrape() throws IOException {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 2 * MetricsServer.MOST_CONNECTIONS; i++) {
        open.add(connect());
      }

      assertThat(ask("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
      assertThat(open.getFirst().getInputStream().read()).isEqualTo(-1);
    } finally {
      for (var socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void tellsAStreamOfEachChangeUntilTheClientLeaves() throws IOException {
    try (var socket = connect()) {
      var lines = stream(socket);
      assertThat(until(lines, "data: changed")).contains("content-type: text/event-stream");
      await().until(() -> followers.size() == 1);

      followers.getFirst().run();

      assertThat(until(lines, "data: changed")).isNotEmpty();
    }
    await().until(followers::isEmpty);
  }

  @Test
  void changesThatComeTogetherAreOneEvent() throws IOException {
    try (var socket = connect()) {
      var lines = stream(socket);
      until(lines, "data: changed");
      await().until(() -> followers.size() == 1);

      for (int i = 0; i < 10_000; i++) {
        followers.getFirst().run();
      }
      until(lines, "data: changed");
      server.close(); // after which the rest of the stream can be counted

      // A pause of the test's own threads may let the changes fall into several tenths of a second.
      assertThat(lines.lines().filter("data: changed"::equals)).hasSizeLessThan(100);
    }
  }

  @Test
  void streamsLeaveRoomForScrapes() throws IOException {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < MetricsServer.MOST_STREAMS; i++) {
        open.add(connect());
        until(stream(open.getLast()), "data: changed");
      }

      assertThat(ask("GET /changes HTTP/1.1\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 503 ")
          .endsWith("16 streams are open already\n");
      assertThat(ask("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
      open.removeFirst().close();
      await()
          .until(() -> {
            open.add(connect());
            return stream(open.getLast()).readLine().startsWith("HTTP/1.1 200 ");
          });
    } finally {
      for (var socket : open) {
        socket.close();
      }
    }
  }

  private static BufferedReader stream(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /changes HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Returns the lines before the next {@code line}. */
  private static List<String> until(BufferedReader lines, String line) throws IOException {
    var before = new ArrayList<String>();
    for (var next = lines.readLine(); !line.equals(next); next = lines.readLine()) {
      assertThat(next).as("the stream goes on").isNotNull();
      before.add(next);
    }
    return before;
  }

  @Test
  void reportsWhyAPortCannotBeBound() {
    assertThatThrownBy(() -> MetricsServer.listen(server.address(), _ -> new CompletableFuture<>()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Address already in use");
  }
}
