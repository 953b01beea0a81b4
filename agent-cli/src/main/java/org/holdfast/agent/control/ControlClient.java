package org.holdfast.agent.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks the running agent. Blocks the caller; each request is a connection of its own. */
public final class ControlClient {

  private final Path socket;

  /** Of the agent that listens at {@code socket}. */
  public ControlClient(Path socket) {
    this.socket = socket;
  }

  /**
   * What the agent has answered.
   *
   * @param status of HTTP
   * @param statusLine with the status in words
   */
  public record Answer(int status, String statusLine, String body) {}

  /**
   * The body that the agent answers with.
   *
   * @throws IOException when no agent listens there, or it answers with anything but 200
   */
  public String get(String resource) throws IOException {
    var answer = ask("GET", resource);
    if (answer.status() != 200) {
      throw new IOException("the agent answered " + answer.statusLine() + ": " + answer.body());
    }
    return answer.body();
  }

  /**
   * Has the agent do something, and says what it answers to that.
   *
   * @throws IOException when no agent listens there
   */
  public Answer post(String resource) throws IOException {
    return ask("POST", resource);
  }

  private Answer ask(String method, String resource) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var request =
          method
              + " "
              + resource
              + " HTTP/1.1\r\nHost: holdfast\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
      var out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return parse(readAll(channel));
    }
  }

  private static String readAll(SocketChannel channel) throws IOException {
    var all = new ByteArrayOutputStream();
    var buffer = ByteBuffer.allocate(16 * 1024);
    while (channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /**
   * The server sends one response with a length and closes, so that the body is what follows the
   * headers.
   */
  private static Answer parse(String response) throws IOException {
    int end = response.indexOf("\r\n\r\n");
    if (end < 0 || !response.matches("(?s)HTTP/1\\.1 [0-9]{3} .*")) {
      throw new IOException("the agent closed the connection without an answer");
    }
    return new Answer(
        Integer.parseInt(response.substring(9, 12)),
        response.substring(0, response.indexOf("\r\n")),
        response.substring(end + 4));
  }
}
