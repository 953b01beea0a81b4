package org.holdfast.agent.notify;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that read a limited number of bytes. The mail library collects a relay's reply in memory,
 * however long it is, and the relay may be hostile, or another host that answers in its place.
 */
final class BoundedSockets extends SocketFactory {

  /** The most bytes that a relay may send in one connection; a mail takes a few thousand. */
  static final int MOST_BYTES = 256 * 1024;

  @Override
  public Socket createSocket() {
    return new Bounded();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new IOException("only unconnected sockets are made");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.toString(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private static final class Bounded extends Socket {
    private int left = MOST_BYTES;

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          int next = super.read();
          take(next < 0 ? 0 : 1);
          return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
          int count = super.read(into, offset, length);
          take(Math.max(0, count));
          return count;
        }
      };
    }

    private void take(int count) throws IOException {
      left -= count;
      if (left < 0) {
        throw new IOException("the relay sends more than " + MOST_BYTES + " bytes");
      }
    }
  }

  /**
   * Lays TLS over bounded sockets. The mail library connects the plain socket of {@link
   * #createSocket()} first.
   */
  static final class Tls extends SSLSocketFactory {
    private final SSLSocketFactory tls;
    private final BoundedSockets plain = new BoundedSockets();

    Tls(SSLSocketFactory tls) {
      this.tls = tls;
    }

    @Override
    public Socket createSocket() {
      return plain.createSocket();
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean closes)
        throws IOException {
      return tls.createSocket(connected, host, port, closes);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return plain.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
        throws IOException {
      return plain.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return plain.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
        throws IOException {
      return plain.createSocket(host, port);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return tls.getSupportedCipherSuites();
    }
  }
}
