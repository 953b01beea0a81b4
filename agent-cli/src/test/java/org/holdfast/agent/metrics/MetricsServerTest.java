package org.holdfast.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final AtomicInteger pages = new AtomicInteger();
  private MetricsServer server;

  @BeforeEach
  void listen() throws IOException {
    server =
        MetricsServer.listen(
            ANY_PORT,
            accept -> {
              pages.incrementAndGet();
              return CompletableFuture.completedFuture(
                  new Exposition.Page(
                      "text/plain", ("accept " + accept).getBytes(StandardCharsets.UTF_8)));
            });
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
    assertThat(ask("GET /metrics?x=1 HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("content-type: text/plain\r\n", "content-length: 17\r\n")
        .endsWith("\r\n\r\naccept text/plain");
  }

  @Test
  void answersHeadWithoutABody() throws IOException {
    assertThat(ask("HEAD /metrics HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void refusesEverythingElse() throws IOException {
    assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ")
        .endsWith("the metrics are at /metrics\n");
    assertThat(ask("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ");
    assertThat(ask("what\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(ask("GET /metrics HTTP/1.1\r\nX: " + "y".repeat(9000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void onlyTheFirstRequestOnAConnectionIsAnswered() throws IOException {
    assertThat(ask("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20)))
        .containsOnlyOnce("HTTP/1.1 200 OK");
    assertThat(pages).hasValue(1);
  }

  @Test
  void idleConnectionsDoNotBlockAScrape() throws IOException {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 2 * MetricsServer.MOST_CONNECTIONS; i++) {
        open.add(connect());
      }

      assertThat(ask("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
      assertThat(open.getFirst().getInputStream().read()).isEqualTo(-1);
    } finally {
      for (var socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void reportsWhyAPortCannotBeBound() {
    assertThatThrownBy(() -> MetricsServer.listen(server.address(), _ -> new CompletableFuture<>()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Address already in use");
  }
}
