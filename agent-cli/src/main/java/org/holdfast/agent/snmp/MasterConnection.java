package org.holdfast.agent.snmp;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.snmp.agentx.Packet;
import org.holdfast.agent.snmp.agentx.PacketReader;
import org.holdfast.agent.snmp.agentx.PacketWriter;

/**
 * A connection to the master agent. Never blocks except in {@link #await}. What waits to be sent is
 * bounded: beyond {@link #MOST_WAITING} bytes nothing is read, so that a master that does not read
 * gets no further answers. Not thread-safe, except for the selector's {@code wakeup}.
 */
final class MasterConnection implements AutoCloseable {

  /** The bytes that may wait to be sent before reading stops. */
  static final int MOST_WAITING = 256 * 1024;

  private static final int FIRST_BUFFER = 4096;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private ByteBuffer input = ByteBuffer.allocate(FIRST_BUFFER);

  private MasterConnection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    key = channel.register(selector, 0);
  }

  /**
   * Begins to connect.
   *
   * @throws IOException if there is no such master
   */
  static MasterConnection open(MasterSocket socket, Selector selector) throws IOException {
    return switch (socket.kind()) {
      case UNIX -> {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        yield connecting(channel, UnixDomainSocketAddress.of(socket.host()), selector);
      }
      case TCP -> connecting(SocketChannel.open(), resolved(socket), selector);
    };
  }

  private static MasterConnection connecting(
      SocketChannel channel, SocketAddress address, Selector selector) throws IOException {
    try {
      channel.configureBlocking(false);
      channel.connect(address);
      return new MasterConnection(channel, selector);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static InetSocketAddress resolved(MasterSocket socket) throws IOException {
    var address = new InetSocketAddress(socket.host(), socket.port());
    if (address.isUnresolved()) {
      throw new IOException("the name " + socket.host() + " has no address");
    }
    return address;
  }

  /** Whether the connection is there; packets may be sent before. */
  boolean isConnected() {
    return channel.isConnected();
  }

  /** Queues a packet and sends what can be sent. */
  void send(Packet packet) throws IOException {
    var bytes = ByteBuffer.wrap(PacketWriter.write(packet));
    waitingBytes += bytes.remaining();
    waiting.add(bytes);
    flush();
  }

  /** Whether something waits for the master to read. */
  boolean isStuck() {
    return !waiting.isEmpty();
  }

  private void flush() throws IOException {
    while (isConnected() && !waiting.isEmpty()) {
      var bytes = waiting.peek();
      waitingBytes -= channel.write(bytes);
      if (bytes.hasRemaining()) {
        return;
      }
      waiting.remove();
    }
  }

  /**
   * Waits until something can be read or sent, the time is over, or the selector is woken up.
   * Returns the packets that have arrived.
   *
   * @throws IOException if the connection is over, or what arrived is not AgentX
   */
  List<Packet> await(Selector selector, long millis) throws IOException {
    key.interestOps(interest());
    selector.selectedKeys().clear();
    selector.select(Math.max(1, millis));
    if (channel.isConnectionPending()) {
      channel.finishConnect();
    }
    flush();
    var packets = new ArrayList<Packet>();
    if (isConnected() && waitingBytes <= MOST_WAITING) {
      read(packets);
    }
    return packets;
  }

  private int interest() {
    if (!isConnected()) {
      return SelectionKey.OP_CONNECT;
    }
    int ops = waitingBytes <= MOST_WAITING ? SelectionKey.OP_READ : 0;
    return waiting.isEmpty() ? ops : ops | SelectionKey.OP_WRITE;
  }

  /** Reads once, so that the answers of one turn are bounded by one buffer of requests. */
  private void read(List<Packet> packets) throws IOException {
    int count = channel.read(input);
    if (count < 0) {
      throw new EOFException("it closed the connection");
    }
    input.flip();
    while (input.remaining() >= PacketReader.HEADER) {
      int length = PacketReader.HEADER + PacketReader.payloadAfter(input);
      if (input.remaining() < length) {
        if (input.capacity() < length) {
          input = ByteBuffer.allocate(length).put(input).flip();
        }
        break;
      }
      packets.add(PacketReader.read(input.slice(input.position(), length)));
      input.position(input.position() + length);
    }
    input.compact();
  }

  @Override
  public void close() throws IOException {
    key.cancel();
    channel.close();
  }
}
