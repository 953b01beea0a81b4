package org.holdfast.health.socket;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.holdfast.health.Target;
import org.holdfast.net.IpAddress;

/**
 * A port of 127.0.0.1 that refuses what is sent to it, until it is closed. A port on which a test
 * has only stopped listening may be taken by another program meanwhile, such as the test beside it.
 *
 * @param holder keeps the port
 */
public record ClosedPort(int port, Closeable holder) implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  /** Returns a port that refuses connections: its socket is bound and does not listen. */
  public static ClosedPort tcp() throws IOException {
    var holder = new Socket();
    holder.bind(new InetSocketAddress(LOOPBACK, 0));
    return new ClosedPort(holder.getLocalPort(), holder);
  }

  /** Returns a port that refuses datagrams: its socket accepts them only from one other port. */
  public static ClosedPort udp() throws IOException {
    var holder = new DatagramSocket(0, LOOPBACK);
    holder.connect(LOOPBACK, 9);
    return new ClosedPort(holder.getLocalPort(), holder);
  }

  public Target target() {
    return Target.of(IpAddress.of("127.0.0.1"), port);
  }

  @Override
  public void close() throws IOException {
    holder.close();
  }
}
