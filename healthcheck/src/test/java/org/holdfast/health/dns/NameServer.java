package org.holdfast.health.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.HexFormat;

/** A name server that gives one prepared answer, on its own thread. */
final class NameServer implements AutoCloseable {

  private final DatagramSocket datagrams;
  private final ServerSocket streams;

  NameServer() throws IOException {
    streams = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
    datagrams = new DatagramSocket(streams.getLocalPort(), InetAddress.ofLiteral("127.0.0.1"));
  }

  int port() {
    return streams.getLocalPort();
  }

  /**
   * Answers the next query with the flags and counts of {@code head}, the question, and {@code
   * tail}: all in hexadecimal digits.
   *
   * @param idOffset added to the ID, for each datagram that is sent
   */
  NameServer answer(String head, String tail, int... idOffset) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            var packet = new DatagramPacket(new byte[512], 512);
            datagrams.receive(packet);
            var query = Arrays.copyOf(packet.getData(), packet.getLength());
            for (int offset : idOffset) {
              var reply = reply(query, head, tail, offset);
              datagrams.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
          } catch (IOException closed) {
            // The test is over.
          }
        });
    return this;
  }

  /**
   * Answers the next query over TCP, byte by byte; sends the first {@code bytes} of the answer, and
   * then closes.
   */
  NameServer answerByTcp(String head, String tail, int bytes) {
    Thread.ofVirtual()
        .start(() -> {
          try (var client = streams.accept()) {
            var in = new DataInputStream(client.getInputStream());
            var query = new byte[in.readUnsignedShort()];
            in.readFully(query);
            var reply = reply(query, head, tail, 0);
            var framed = new byte[reply.length + 2];
            framed[1] = (byte) reply.length;
            System.arraycopy(reply, 0, framed, 2, reply.length);
            for (int i = 0; i < Math.min(bytes, framed.length); i++) {
              client.getOutputStream().write(framed[i]);
              client.getOutputStream().flush();
            }
          } catch (IOException closed) {
            // The test is over.
          }
        });
    return this;
  }

  private static byte[] reply(byte[] query, String head, String tail, int idOffset) {
    var hex = HexFormat.of();
    int id = (((query[0] & 0xff) << 8) | (query[1] & 0xff)) + idOffset;
    var text = hex.toHexDigits((short) id) + head + hex.formatHex(query, 12, query.length) + tail;
    return hex.parseHex(text.replace(" ", ""));
  }

  @Override
  public void close() throws IOException {
    datagrams.close();
    streams.close();
  }
}
