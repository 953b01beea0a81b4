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
      var answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      limit.interrupt();
      int body = answer.indexOf("\r\n\r\n");
      if (body < 0) {
        throw new IOException("closed without an answer");
      }
      return answer.substring(body + 4);
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
