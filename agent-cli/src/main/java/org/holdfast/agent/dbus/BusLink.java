package org.holdfast.agent.dbus;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.holdfast.agent.dbus.BusMessage.BrokenMessageException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a bus: the handshake, and whole messages after it. Never blocks but in {@link
 * #await}. Confined to one thread, except for {@link #wake}.
 */
final class BusLink implements AutoCloseable {

  /** What the bus has not taken yet. A bus that reads takes everything at once. */
  static final int MOST_UNSENT = 1 << 20;

  /** The bus finds out who we are by the socket, so the handshake needs no name. */
  private static final String HANDSHAKE = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";

  private final Selector selector;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocate(2 * BusMessage.LONGEST + 1024);
  private ByteBuffer unsent = ByteBuffer.allocate(0);
  private boolean isGreeted;

  private BusLink(Selector selector, SocketChannel channel) throws IOException {
    this.selector = selector;
    this.channel = channel;
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ);
  }

  /** Connects to the socket and begins the handshake. */
  static BusLink open(String socket) throws IOException {
    var selector = Selector.open();
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      var link = new BusLink(selector, channel);
      link.put(ByteBuffer.wrap(HANDSHAKE.getBytes(StandardCharsets.US_ASCII)));
      return link;
    } catch (IOException | RuntimeException e) {
      selector.close();
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  /**
   * Sends a message as soon as the bus takes it.
   *
   * @throws IOException if the bus has not read for so long that {@link #MOST_UNSENT} bytes wait
   */
  void send(BusMessage message) throws IOException {
    put(message.bytes());
  }

  private void put(ByteBuffer bytes) throws IOException {
    if (unsent.remaining() + bytes.remaining() > MOST_UNSENT) {
      throw new IOException("the bus does not read");
    }
    var all = ByteBuffer.allocate(unsent.remaining() + bytes.remaining()).put(unsent).put(bytes);
    unsent = all.flip();
    flush();
  }

  private void flush() throws IOException {
    channel.write(unsent);
    key.interestOps(
        unsent.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  /** Waits until there is something to do, for at most {@code millis}. */
  void await(long millis) throws IOException {
    selector.select(millis);
    selector.selectedKeys().clear();
  }

  /** Ends the current or the next {@link #await}. May be called from any thread. */
  void wake() {
    selector.wakeup();
  }

  /**
   * Reads what has arrived.
   *
   * @param consumer receives each message
   * @throws IOException if the bus has closed the connection, refuses us or breaks the protocol
   */
  void read(Consumer<BusMessage> consumer) throws IOException {
    if (unsent.hasRemaining()) {
      flush();
    }
    int count;
    while ((count = channel.read(in)) > 0) {
      in.flip();
      try {
        take(consumer);
      } catch (BrokenMessageException e) {
        throw new IOException("the bus sent " + e.getMessage(), e);
      }
      in.compact();
      if (!in.hasRemaining()) {
        throw new IOException("the bus sent a message that is too long");
      }
    }
    if (count < 0) {
      throw new IOException("the bus has closed the connection");
    }
  }

  private void take(Consumer<BusMessage> consumer) throws IOException, BrokenMessageException {
    while (!isGreeted) {
      var line = line();
      if (line == null) {
        return;
      }
      if (line.startsWith("REJECTED") || line.startsWith("ERROR")) {
        throw new IOException("the bus refuses this user: " + line.strip());
      }
      isGreeted = line.startsWith("OK");
    }
    BusMessage message;
    while ((message = BusMessage.read(in)) != null) {
      consumer.accept(message);
    }
  }

  /** Takes one line of the handshake; null if it is not complete. */
  private @Nullable String line() {
    for (int i = in.position(); i < in.limit(); i++) {
      if (in.get(i) == '\n') {
        var bytes = new byte[i + 1 - in.position()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
      }
    }
    return null;
  }

  @Override
  public void close() {
    try (selector;
        channel) {
      selector.wakeup();
    } catch (IOException e) {
      // There is nothing left to do with it.
    }
  }
}
