package org.holdfast.it.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Open TCP connections that send without a pause: a client on a node keeps some connections to a
 * server on another node, writes a number to each of them every few milliseconds, and reads it
 * back. Both run in processes of their own.
 *
 * <p>A lost packet breaks no connection, because TCP sends it again, but it delays the answer by at
 * least 200 ms. So the client reports the answers that were late, too.
 */
public final class LabStreams implements AutoCloseable {
  private static final long LATE_NANOS = Duration.ofMillis(190).toNanos();
  private static final int BACKLOG = 1000;

  /** TCP needs this long if several of its retransmissions are lost as well. */
  private static final int PATIENCE_MILLIS = 30_000;

  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private final Daemon daemon;

  /**
   * What the client noticed at an instant.
   *
   * @param millis how long the answer took
   * @param broken the reason if the connection was lost; empty if the answer was late
   */
  public record Incident(Instant at, double millis, String broken) {
    private static Incident parse(String line) {
      String[] fields = line.split(" ", 4);
      return new Incident(
          Instant.parse(fields[1]),
          Double.parseDouble(fields[2]),
          fields[0].equals("broken") ? fields[3] : "");
    }

    public boolean isBroken() {
      return !broken.isEmpty();
    }
  }

  private LabStreams(Daemon daemon) {
    this.daemon = daemon;
  }

  /** Starts a server that sends back what it receives on any connection to this port. */
  public static Daemon serve(Node node, int port) {
    return start(node, "serve", Integer.toString(port));
  }

  /**
   * Starts a client with this number of connections, which pauses after each number that has come
   * back.
   */
  public static LabStreams open(
      Node node, String address, int port, int connections, Duration pause) {
    return new LabStreams(
        start(
            node,
            "talk",
            address,
            Integer.toString(port),
            Integer.toString(connections),
            Long.toString(pause.toMillis())));
  }

  private static Daemon start(Node node, String... arguments) {
    return node.start(LabJava.command(LabStreams.class, List.of(arguments)).toArray(String[]::new));
  }

  /** Returns how many connections have been opened; each lost one is opened again. */
  public int opened() {
    return (int) lines("open ").count();
  }

  /** Returns what the client has noticed after this instant. */
  public List<Incident> since(Instant from) {
    return Stream.concat(lines("broken "), lines("late "))
        .map(Incident::parse)
        .filter(incident -> incident.at().isAfter(from))
        .toList();
  }

  private Stream<String> lines(String start) {
    return daemon.lines().stream().map(Daemon.Line::text).filter(line -> line.startsWith(start));
  }

  @Override
  public void close() {
    daemon.close();
  }

  /** Serves or talks until it is killed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments[0].equals("serve")) {
      accept(Integer.parseInt(arguments[1]));
    }
    var server = new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2]));
    long pauseMillis = Long.parseLong(arguments[4]);
    for (int connection = 0; connection < Integer.parseInt(arguments[3]); connection++) {
      Thread.ofPlatform()
          .name("connection " + connection)
          .start(() -> keepOpen(server, pauseMillis));
    }
  }

  private static void accept(int port) throws IOException {
    try (var listener = new ServerSocket(port, BACKLOG)) {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofPlatform().daemon().start(() -> sendBack(socket));
      }
    }
  }

  private static void sendBack(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException _) {
      // the client notices it
    }
  }

  private static void keepOpen(InetSocketAddress server, long pauseMillis) {
    try {
      while (true) {
        talk(server, pauseMillis);
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void talk(InetSocketAddress server, long pauseMillis) throws InterruptedException {
    long sentAt = System.nanoTime();
    boolean open = false;
    try (var socket = new Socket()) {
      socket.connect(server, PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      open = true;
      OUT.println("open " + Instant.now());
      var output = new DataOutputStream(socket.getOutputStream());
      var input = new DataInputStream(socket.getInputStream());
      for (long number = 0; ; number++) {
        sentAt = System.nanoTime();
        output.writeLong(number);
        if (input.readLong() != number) {
          throw new IOException("another number came back");
        }
        long took = System.nanoTime() - sentAt;
        if (took > LATE_NANOS) {
          report("late", took, "");
        }
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
    } catch (EOFException e) {
      report("broken", System.nanoTime() - sentAt, "closed by the other end");
    } catch (IOException e) {
      if (open) {
        report("broken", System.nanoTime() - sentAt, e.toString());
      }
    }
  }

  private static void report(String what, long nanos, String why) {
    OUT.printf(Locale.ROOT, "%s %s %.3f %s%n", what, Instant.now(), nanos / 1e6, why);
  }
}
