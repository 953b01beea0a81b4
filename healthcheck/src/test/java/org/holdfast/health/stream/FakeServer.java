package org.holdfast.health.stream;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;
import org.holdfast.net.IpAddress;

/** A server on the loopback that follows a script, well or badly behaved. */
public final class FakeServer implements AutoCloseable {

  /** The treatment of one connection, which is closed afterwards. */
  @FunctionalInterface
  public interface Script {
    void run(Peer peer) throws IOException;
  }

  private final ServerSocket listener;
  private final List<Script> scripts;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger accepted = new AtomicInteger();

  /**
   * Assigns the first connection to the first script, and so on; the last script serves all further
   * connections.
   */
  public FakeServer(Script... scripts) {
    this.scripts = List.of(scripts);
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public Target target() {
    return Target.of(IpAddress.of("127.0.0.1"), listener.getLocalPort());
  }

  /** The number of connections so far. */
  public int accepted() {
    return accepted.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        open.add(socket);
        var script = scripts.get(Math.min(accepted.getAndIncrement(), scripts.size() - 1));
        Thread.ofVirtual().start(() -> serve(socket, script));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, Script script) {
    var peer = new Peer(socket);
    try (socket) {
      script.run(peer);
      peer.socket.close(); // with close_notify if TLS was started
    } catch (IOException e) {
      // the probe has gone, which is permitted
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (var socket : open) {
      socket.close();
    }
  }

  /** The server's end of a connection. */
  public final class Peer {
    private Socket socket;

    private Peer(Socket socket) {
      this.socket = socket;
    }

    /** Reads up to and including these words, and returns everything that was read. */
    public String readUntil(String words) throws IOException {
      var read = new StringBuilder();
      InputStream in = socket.getInputStream();
      for (int next; read.indexOf(words) < 0; read.append((char) next)) {
        next = in.read();
        if (next < 0) {
          throw new IOException("closed after " + read);
        }
      }
      return read.toString();
    }

    /** Reads this number of bytes and ignores their values. */
    public void readSome(int bytes) throws IOException {
      socket.getInputStream().readNBytes(bytes);
    }

    /** Reads the head of an HTTP request. */
    public String readHead() throws IOException {
      return readUntil("\r\n\r\n");
    }

    public Peer send(String words) throws IOException {
      socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    /** The probe's source: {@code 127.0.0.1:40000}. */
    public String caller() {
      return socket.getInetAddress().getHostAddress() + ":" + socket.getPort();
    }

    /** Stays silent without closing. */
    public void stall() {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Sends the same bytes repeatedly, every few milliseconds, until the probe has gone. */
    public void drip(String words) throws IOException {
      try {
        while (!closed.await(2, TimeUnit.MILLISECONDS)) {
          send(words);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Sends the same bytes as fast as possible, until the probe has gone. */
    public void flood(String words) throws IOException {
      while (closed.getCount() > 0) {
        send(words);
      }
    }

    /** Closes the connection by RST. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Closes the connection below TLS, without a close_notify. */
    public void cut() throws IOException {
      for (var underneath : open) {
        underneath.shutdownOutput();
      }
    }

    /** Starts TLS as {@code tls/NAME.pem}. */
    public Peer startTls(String certificate) throws IOException {
      return startTls(certificate, ClientAuth.NONE);
    }

    public Peer startTls(String certificate, ClientAuth clientAuth) throws IOException {
      var context =
          SslContextBuilder.forServer(file(certificate + ".pem"), file("server.key"))
              .sslProvider(SslProvider.JDK)
              .trustManager(file("ca.pem"))
              .build();
      var secured =
          (SSLSocket)
              ((JdkSslContext) context)
                  .context()
                  .getSocketFactory()
                  .createSocket(socket, null, socket.getPort(), true);
      secured.setUseClientMode(false);
      secured.setNeedClientAuth(clientAuth == ClientAuth.REQUIRE);
      socket = secured;
      secured.startHandshake();
      return this;
    }
  }

  /** A file from the tests' certificates. */
  public static File file(String name) {
    try {
      var resource = FakeServer.class.getResource("tls/" + name);
      if (resource == null) {
        throw new IllegalArgumentException("no file tls/" + name);
      }
      return new File(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts only the tests' root, and requires a certificate for the address. */
  public static TlsSettings trusting() {
    return new TlsSettings(true, file("ca.pem").getPath(), null, null, null, false);
  }

  /** Like {@link #trusting}, for that name. */
  public static TlsSettings trusting(String name) {
    return new TlsSettings(true, file("ca.pem").getPath(), null, null, name, false);
  }
}
