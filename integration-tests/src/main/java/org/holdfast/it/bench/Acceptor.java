package org.holdfast.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * Takes whatever connects to a port, on any address of this host, and closes it: all that a check
 * of TCP asks for, at the least cost, so that a slow machine is busy with the checks and not with
 * what they check. The kernel answers; its queue is emptied twenty times a second.
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
      // all are dead
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** From now on whoever connects is refused. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
