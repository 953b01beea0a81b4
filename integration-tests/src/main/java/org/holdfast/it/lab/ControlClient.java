package org.holdfast.it.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Asks an agent by its control socket, one request for each connection, and waits for an answer for
 * a limited time: an agent that is stopped answers never.
 *
 * @param socket the path of the socket as this JVM sees it
 */
public record ControlClient(Path socket) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /**
   * Returns the body of the answer, whatever its status.
   *
   * @throws IOException if the agent does not listen, ends before it has answered, or does not
   *     answer in time
   */
  public String ask(String method, String path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      Thread limit = Thread.ofVirtual().start(() -> closeLater(channel));
      channel.connect(UnixDomainSocketAddress.of(socket));
      var request =
          method + " " + path + " HTTP/1.1\r\nHost: holdfast\r\nConnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      // One character for each byte, because chunks count bytes.
      var answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.ISO_8859_1);
      limit.interrupt();
      int end = answer.indexOf("\r\n\r\n");
      if (end < 0) {
        throw new IOException("closed without an answer");
      }
      var head = answer.substring(0, end).toLowerCase(Locale.ROOT);
      var body = answer.substring(end + 4);
      var whole = head.contains("transfer-encoding: chunked") ? joined(body) : body;
      return new String(whole.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }

  /** Returns the content of a body in chunks (RFC 9112 section 7.1). */
  private static String joined(String chunks) throws IOException {
    var content = new StringBuilder();
    int next = 0;
    while (true) {
      int begin = chunks.indexOf("\r\n", next) + 2;
      int length = begin < 2 ? -1 : Integer.parseInt(chunks.substring(next, begin - 2), 16);
      if (length == 0) {
        return content.toString();
      }
      next = begin + length + 2;
      if (length < 0 || next > chunks.length()) {
        throw new IOException("closed within an answer");
      }
      content.append(chunks, begin, begin + length);
    }
  }

  private static void closeLater(SocketChannel channel) {
    try (channel) {
      Thread.sleep(LIMIT);
    } catch (InterruptedException | IOException _) {
      // the answer is there
    }
  }
}
