package org.holdfast.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Accepts TCP connections to a port on any address of this host and closes them at once. This is
 * all that a TCP check needs, and it costs little, so that a slow machine spends its time on the
 * checks rather than on the checked servers. The kernel answers; this class empties its queue
 * twenty times a second.
 */
final class Acceptor implements AutoCloseable {
  private static final int QUEUE = 65_535;
  private static final long PAUSE_MILLIS = 50;

  private final ServerSocketChannel socket;

  private Acceptor(ServerSocketChannel socket) {
    this.socket = socket;
  }

  static Acceptor open(int port) throws IOException {
    var socket = ServerSocketChannel.open().bind(new InetSocketAddress(port), QUEUE);
    socket.configureBlocking(false);
    var acceptor = new Acceptor(socket);
    Thread.ofPlatform().daemon().name("acceptor").start(acceptor::run);
    return acceptor;
  }

  private void run() {
    try {
      while (socket.isOpen()) {
        for (SocketChannel peer = socket.accept(); peer != null; peer = socket.accept()) {
          peer.close();
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (ClosedChannelException _) {
      // all servers are dead
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the port; the kernel refuses later connections. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
