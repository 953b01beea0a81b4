package org.holdfast.agent.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

  @TempDir private Path directory;
  private Path path;
  private ControlServer server;
  private ControlClient client;

  @BeforeEach
  void serve() {
    path = directory.resolve("control.sock");
    server = serverAt(path);
    client = new ControlClient(path);
  }

  private static ControlServer serverAt(Path path) {
    return new ControlServer(
        path,
        List.of(
            Route.get(
                "/v1/status", _ -> CompletableFuture.completedFuture("{\"state\":\"MASTER\"}")),
            Route.get("/v1/big", _ -> CompletableFuture.completedFuture(BIG)),
            Route.get(
                "/v1/broken",
                _ -> CompletableFuture.failedFuture(new IllegalStateException("no \"loop\"")))));
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** What the server says to these bytes, up to its closing of the connection. */
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
        .hasMessageContaining("404 Not Found")
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
  void whatIsNoRequestIs400(String request) throws IOException {
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
  void aSlowClientIsCutOffAndKeepsNobodyWaiting() throws IOException {
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
  void onlyOwnerAndGroupMayAsk() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void theSocketGoesWithTheServer() {
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
  void aFileThatIsNoSocketIsLeftAlone() throws IOException {
    var file = Files.writeString(directory.resolve("precious"), "keep me");

    assertThatThrownBy(() -> serverAt(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("control socket " + file + ": something else lies there");

    assertThat(file).hasContent("keep me");
  }

  @Test
  void aPathTooLongForTheKernelIsToldBeforeAnythingIsMade() {
    var tooLong = directory.resolve("x".repeat(108));

    assertThat(ControlServer.obstacle(tooLong))
        .hasValueSatisfying(line -> assertThat(line).endsWith("(expected: 1..107)"));
    assertThatThrownBy(() -> serverAt(tooLong)).isInstanceOf(UncheckedIOException.class);
    assertThat(ControlServer.obstacle(Path.of(""))).isPresent();
  }

  @Test
  void aDirectoryThatIsMissingIsNamed() {
    var nowhere = directory.resolve("missing/control.sock");

    assertThatThrownBy(() -> serverAt(nowhere))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(nowhere.toString());
  }
}
