package org.holdfast.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the client with an agent that hangs: no command may hang because of it. */
@Timeout(30)
class ControlClientTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path directory;
  private ServerSocketChannel agent;
  private ControlClient client;

  @BeforeEach
  void listen() throws IOException {
    var socket = directory.resolve("control.sock");
    agent = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    agent.bind(UnixDomainSocketAddress.of(socket));
    client = new ControlClient(socket, SHORT, SHORT);
  }

  @AfterEach
  void close() throws IOException {
    agent.close();
  }

  @Test
  void doesNotWaitForEverForAnAgentThatSaysNothing() {
    assertThatThrownBy(() -> client.get("/v1/status"))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer within 200 ms");
    assertThatThrownBy(() -> client.post("/v1/reload", ""))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer within 200 ms");
    assertThatThrownBy(() -> client.follow("/v1/events?follow", _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer within 200 ms");
  }

  @Test
  void doesNotWaitForEverForTheRestOfAnAnswer() throws IOException {
    var half = answering("HTTP/1.1 200 OK\r\n\r\n{\"half\":", Duration.ofSeconds(20));
    assertThatThrownBy(() -> client.get("/v1/status"))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer within 200 ms");
    half.interrupt();
  }

  @Test
  void aFollowedAnswerHasNoTimeLimit() throws Exception {
    var slow =
        answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\n",
            SHORT.multipliedBy(3),
            "0\r\n\r\n");
    List<String> lines = new ArrayList<>();
    client.follow("/v1/events?follow", lines::add);
    assertThat(lines).containsExactly("a");
    slow.join();
  }

  /** Answers one connection with {@code first} and, after {@code pause}, with the rest. */
  private Thread answering(String first, Duration pause, String... then) {
    return Thread.startVirtualThread(() -> {
      try (var connection = agent.accept()) {
        Channels.newInputStream(connection).read(new byte[1024]);
        connection.write(ByteBuffer.wrap(first.getBytes(StandardCharsets.UTF_8)));
        Thread.sleep(pause); // as a slow agent does
        for (var part : then) {
          connection.write(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)));
        }
      } catch (IOException | InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }
}
