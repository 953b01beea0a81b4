package org.holdfast.it.ipvs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.it.lab.Node;
import org.jspecify.annotations.Nullable;

/**
 * The client of the virtual servers, on a node of its own, which may use any of that node's
 * addresses.
 */
final class Client {

  /** The result when the connection is refused, instead of a server name. */
  static final String REFUSED = "refused";

  /** The result when no answer arrives or a connection breaks off. */
  static final String LOST = "lost";

  /** The result of {@link #knock} when a connection is accepted. */
  static final String TAKEN = "taken";

  private static final int PATIENCE_MILLIS = 5_000;

  /** Below the ports that the kernel gives to sockets, so that no other socket has one of them. */
  private static final int FIRST_UDP_PORT = 20_000;

  private final Node node;
  private int nextUdpPort = FIRST_UDP_PORT;

  Client(Node node) {
    this.node = node;
  }

  /** A connection that stays open. */
  static final class Connection implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;
    private final String server;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      server = String.valueOf(lines.readLine());
    }

    /** Returns the name of the server at the other end. */
    String server() {
      return server;
    }

    int port() {
      return socket.getLocalPort();
    }

    Socket socket() {
      return socket;
    }

    /**
     * Sends a line and returns the answer; waits as long as a failover and TCP's retransmissions
     * may take.
     */
    String ask(String line) throws IOException {
      socket.setSoTimeout(60_000);
      send(line);
      return String.valueOf(lines.readLine());
    }

    void send(String line) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Connects and keeps the connection open. */
  Connection connect(String address, int port) {
    return node.call(() -> open(null, address, port));
  }

  private static Connection open(@Nullable String from, String address, int port)
      throws IOException {
    var socket = new Socket();
    try {
      if (from != null) {
        socket.bind(new InetSocketAddress(from, 0));
      }
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
      return new Connection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Connects this many times in sequence; returns the name of each answering server. */
  List<String> tcp(String address, int port, int times) {
    return tcpFrom(Collections.nCopies(times, null), address, port);
  }

  /** Connects once from each of these addresses of the client. */
  List<String> tcpFrom(List<? extends @Nullable String> sources, String address, int port) {
    return node.call(() -> {
      var names = new ArrayList<String>();
      for (var source : sources) {
        names.add(once(source, address, port));
      }
      return names;
    });
  }

  private static String once(@Nullable String source, String address, int port) throws IOException {
    try (var connection = open(source, address, port)) {
      return connection.server().equals("null") ? LOST : connection.server();
    } catch (IOException e) {
      return outcome(e);
    }
  }

  private static String outcome(IOException failure) {
    return failure instanceof ConnectException
            && String.valueOf(failure.getMessage()).contains("refused")
        ? REFUSED
        : LOST;
  }

  /** Tries once, for a few milliseconds, whether a connection is accepted or refused. */
  String knock(String address, int port, int millis) {
    return node.call(() -> {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), millis);
        return TAKEN;
      } catch (IOException e) {
        return outcome(e);
      }
    });
  }

  /** Opens this many simultaneous connections; returns the names of the answering servers. */
  List<String> tcpAtOnce(String address, int port, int times) {
    return node.call(() -> {
      var connections = new ArrayList<Connection>();
      try {
        for (int i = 0; i < times; i++) {
          connections.add(open(null, address, port));
        }
        return connections.stream().map(Connection::server).toList();
      } finally {
        for (var connection : connections) {
          connection.close();
        }
      }
    });
  }

  /**
   * Sends this many requests, each from a port that no earlier request had: IPVS sends the requests
   * of one port to one server. Returns the names of the answering servers.
   */
  List<String> udp(String address, int port, int times) {
    return node.call(() -> {
      var names = new ArrayList<String>();
      for (int i = 0; i < times; i++) {
        try (var socket = new DatagramSocket(nextUdpPort++)) {
          socket.setSoTimeout(PATIENCE_MILLIS);
          socket.connect(new InetSocketAddress(address, port));
          socket.send(new DatagramPacket(new byte[1], 1));
          var answer = new DatagramPacket(new byte[64], 64);
          socket.receive(answer);
          names.add(
              new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII)
                  .strip());
        } catch (SocketTimeoutException _) {
          names.add(LOST);
        }
      }
      return names;
    });
  }

  /** Returns how often each name occurs. */
  static Map<String, Integer> count(List<String> names) {
    var counts = new TreeMap<String, Integer>();
    names.forEach(name -> counts.merge(name, 1, Integer::sum));
    return counts;
  }
}
