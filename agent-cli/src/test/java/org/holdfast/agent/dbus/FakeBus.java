package org.holdfast.agent.dbus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.UInt32;
import org.jspecify.annotations.Nullable;

/** The bus's side of connections, which the test plays step by step. */
final class FakeBus implements AutoCloseable {

  final String address;
  private final ServerSocketChannel server;

  FakeBus(Path socket) throws IOException {
    address = "unix:path=" + socket;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  /** Waits for a program to connect, and accepts it as the user that it says it is. */
  Peer accept() throws IOException {
    var peer = new Peer(server.accept());
    peer.welcome();
    return peer;
  }

  /** Waits for a program to connect. */
  Peer acceptSilently() throws IOException {
    return new Peer(server.accept());
  }

  /** Whether a program has connected that has not been accepted. */
  boolean isAwaited() throws IOException {
    server.configureBlocking(false);
    try (var waiting = server.accept()) {
      return waiting != null;
    } finally {
      server.configureBlocking(true);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** A program that is connected. */
  static final class Peer implements AutoCloseable {

    private final SocketChannel channel;
    private final BusInput input;

    private Peer(SocketChannel channel) {
      this.channel = channel;
      input = new BusInput(channel);
    }

    private void welcome() throws IOException {
      for (var line = line(); !line.equals("BEGIN"); line = line()) {
        write((line.startsWith("AUTH EXTERNAL") ? "OK 0123456789abcdef" : "REJECTED EXTERNAL"));
      }
    }

    /** Sends a line of the handshake. */
    void write(String line) throws IOException {
      write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
      var line = new ByteArrayOutputStream();
      var octet = ByteBuffer.allocate(1);
      while (channel.read(octet.clear()) > 0 && octet.get(0) != '\n') {
        if (octet.get(0) > ' ' || line.size() > 0) {
          line.write(octet.get(0));
        }
      }
      return line.toString(StandardCharsets.US_ASCII).strip();
    }

    private void write(byte[] bytes) throws IOException {
      var all = ByteBuffer.wrap(bytes);
      while (all.hasRemaining()) {
        channel.write(all);
      }
    }

    void send(Message message) throws IOException {
      write(Wire.bytes(message));
    }

    /** Waits for the next message of the program. */
    Message read() throws IOException {
      return input.next().message();
    }

    /** Answers the request for a name, which follows Hello; 1 grants it. */
    void answerName(int result) throws IOException, DBusException {
      answerName("u", new UInt32(result));
    }

    private void answerName(@Nullable String signature, Object value)
        throws IOException, DBusException {
      read();
      send(BusConnection.answer((MethodCall) read(), signature, value));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
