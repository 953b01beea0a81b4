package org.holdfast.it.ipvs;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.holdfast.it.lab.Node;

/**
 * A real server. It greets every connection with its name, returns each line with its name in
 * front, and answers {@value #DOWNLOAD} with a large file; over UDP it answers any datagram with
 * its name.
 */
final class NamedServer implements AutoCloseable {

  static final String DOWNLOAD = "download";
  static final int DOWNLOAD_BYTES = 50 << 20;

  private static final int CHUNK_BYTES = 1 << 16;

  private final byte[] name;
  private final List<Closeable> open = new CopyOnWriteArrayList<>();

  private NamedServer(String name) {
    this.name = (name + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Starts a server that listens on these ports, on every address of its node. */
  static NamedServer tcp(String name, Node node, int... ports) {
    var server = new NamedServer(name);
    return node.call(() -> {
      for (int port : ports) {
        var listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(port), 128);
        server.open.add(listening);
        Thread.ofVirtual().start(() -> server.accept(listening));
      }
      return server;
    });
  }

  /**
   * Starts a server that answers on one port of these addresses, always from the address that the
   * client used.
   */
  static NamedServer udp(String name, Node node, Collection<String> addresses, int port) {
    var server = new NamedServer(name);
    return node.call(() -> {
      for (var address : addresses) {
        var channel = DatagramChannel.open().bind(new InetSocketAddress(address, port));
        server.open.add(channel);
        Thread.ofVirtual().start(() -> server.answer(channel));
      }
      return server;
    });
  }

  private void accept(ServerSocket listening) {
    try {
      while (true) {
        var connection = listening.accept();
        open.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException _) {
      // the server was closed
    }
  }

  private void serve(Socket connection) {
    try (connection;
        var lines =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
      var output = connection.getOutputStream();
      output.write(name);
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(DOWNLOAD)) {
          sendFile(output);
        } else {
          output.write(name, 0, name.length - 1);
          output.write((" " + line + "\n").getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException _) {
      // the client has closed the connection, or this server was closed
    } finally {
      open.remove(connection);
    }
  }

  private static void sendFile(OutputStream output) throws IOException {
    for (int chunk = 0; chunk < DOWNLOAD_BYTES / CHUNK_BYTES; chunk++) {
      output.write(chunk(chunk));
    }
  }

  /**
   * Returns a part of the file, which is the same on every server. Each part differs, so only the
   * correct order has the expected checksum.
   */
  private static byte[] chunk(int number) {
    var bytes = new byte[CHUNK_BYTES];
    new SplittableRandom(number).nextBytes(bytes);
    return bytes;
  }

  /** Passes the file to the consumer, part by part, as it must arrive. */
  static void eachChunk(Consumer<byte[]> consumer) {
    for (int number = 0; number < DOWNLOAD_BYTES / CHUNK_BYTES; number++) {
      consumer.accept(chunk(number));
    }
  }

  private void answer(DatagramChannel channel) {
    var question = ByteBuffer.allocate(1500);
    try {
      while (true) {
        var from = channel.receive(question.clear());
        send(channel, from);
      }
    } catch (IOException _) {
      // the server was closed
    }
  }

  private void send(DatagramChannel channel, SocketAddress to) throws IOException {
    try {
      channel.send(ByteBuffer.wrap(name), to);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException _) {
      // the client cannot be reached at present, and asks again
    }
  }

  /** Closes the server: new connections are refused, and open ones end. */
  @Override
  public void close() {
    for (var each : open) {
      try {
        each.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    open.clear();
  }
}
