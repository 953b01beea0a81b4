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
   * The body that the agent answers with.
   *
   * @throws IOException when no agent listens there, or it answers with anything but 200
   */
  public String get(String resource) throws IOException {
    return ask("GET " + resource, "");
  }

  /**
   * As {@link #get}, of something that is done.
   *
   * @param body empty for none
   */
  public String post(String resource, String body) throws IOException {
    return ask("POST " + resource, body);
  }

  private String ask(String what, String body) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      var head =
          what
              + " HTTP/1.1\r\nHost: holdfast\r\nConnection: close\r\nContent-Length: "
              + length
              + "\r\n\r\n";
      var out = ByteBuffer.wrap((head + body).getBytes(StandardCharsets.UTF_8));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return bodyOf(readAll(channel));
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
  private static String bodyOf(String response) throws IOException {
    int end = response.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("the agent closed the connection without an answer");
    }
    var statusLine = response.substring(0, response.indexOf("\r\n"));
    var body = response.substring(end + 4);
    if (!statusLine.startsWith("HTTP/1.1 200 ")) {
      throw new IOException("the agent answered " + statusLine + ": " + body);
    }
    return body;
  }
}
