package org.holdfast.it.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Servers that follow a script, in a separate process. The script file is read again for every
 * connection and every datagram, so a test may change it at any time.
 *
 * <p>A TCP script has one step per line: {@code say TEXT} (with CR LF), {@code hear} (reads a
 * line), {@code hear LINE} (reads up to this line), {@code drip} (sends a byte a second without
 * end), {@code flood} (sends bytes without end), {@code wait} (a second), {@code hold} (until the
 * client closes the connection), {@code reset}, {@code tls FILE} (switches to TLS, with an {@link
 * Authority#bundle}). The connection is closed after the last step. A UDP script has the answer in
 * hexadecimal digits; an empty one means no answer.
 */
public final class ScriptedServer {
  private static final int LONGEST_DATAGRAM = 2048;
  private static final int BACKLOG = 4096;

  private static final long SECOND_NANOS = 1_000_000_000L;

  private ScriptedServer() {}

  /**
   * Starts the servers on a node.
   *
   * @param servers server definitions such as {@code tcp:2525:/a/file} or {@code udp:5300:/a/file}
   */
  public static Daemon start(Node node, String... servers) {
    List<String> command = LabJava.command(ScriptedServer.class, List.of(servers));
    return node.start(command.toArray(String[]::new));
  }

  /**
   * Like {@link #start}, but with TLS 1.2 that has only one suite. A suite with DHE has a group of
   * 768 bits, which OpenSSL refuses to do.
   *
   * @param security a file that will be written, for the Java of the server
   */
  public static Daemon startWeak(Node node, Path security, String suite, String... servers)
      throws IOException {
    Files.writeString(security, "jdk.tls.disabledAlgorithms=\n");
    List<String> command = new ArrayList<>(LabJava.command(ScriptedServer.class, List.of(servers)));
    command.addAll(
        1,
        List.of(
            "-Djava.security.properties=" + security,
            "-Djdk.tls.ephemeralDHKeySize=legacy",
            "-Djdk.tls.server.protocols=TLSv1.2",
            "-Djdk.tls.server.cipherSuites=" + suite));
    return node.start(command.toArray(String[]::new));
  }

  /** Serves until it is killed. */
  public static void main(String[] servers) throws InterruptedException, IOException {
    List<Thread> threads = new ArrayList<>();
    for (String server : servers) {
      String[] parts = server.split(":", 3);
      int port = Integer.parseInt(parts[1]);
      Path file = Path.of(parts[2]);
      threads.add(
          parts[0].equals("udp")
              ? datagrams(new DatagramSocket(port), file)
              : connections(new ServerSocket(port, BACKLOG), file));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Thread datagrams(DatagramSocket socket, Path file) {
    return Thread.ofPlatform()
        .start(() -> {
          var packet = new DatagramPacket(new byte[LONGEST_DATAGRAM], LONGEST_DATAGRAM);
          while (true) {
            try {
              socket.receive(packet);
              byte[] answer = HexFormat.of().parseHex(Files.readString(file).strip());
              if (answer.length > 0) {
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
              }
            } catch (IOException e) {
              System.out.println(e);
            }
          }
        });
  }

  private static Thread connections(ServerSocket socket, Path file) {
    return Thread.ofPlatform()
        .start(() -> {
          while (true) {
            try {
              Socket client = socket.accept();
              var _ = Thread.ofVirtual().start(() -> serve(client, file));
            } catch (IOException e) {
              System.out.println(e);
            }
          }
        });
  }

  private static void serve(Socket client, Path file) {
    try (client) {
      client.setTcpNoDelay(true);
      var talk = new Talk(client);
      for (String step : Files.readAllLines(file)) {
        talk.act(step);
      }
    } catch (IOException | GeneralSecurityException e) {
      System.out.println(file + ": " + e.getMessage());
    }
  }

  /** One connection, in plain text until a step switches to TLS. */
  private static final class Talk {
    private Socket client;
    private BufferedReader lines;

    Talk(Socket client) throws IOException {
      this.client = client;
      lines = linesOf(client);
    }

    private static BufferedReader linesOf(Socket client) throws IOException {
      return new BufferedReader(
          new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    }

    void act(String step) throws IOException, GeneralSecurityException {
      var output = client.getOutputStream();
      switch (step) {
        case "hear" -> System.out.println(lines.readLine());
        case "hold" -> lines.lines().forEach(_ -> {});
        case "reset" -> client.setSoLinger(true, 0);
        case "wait" -> LockSupport.parkNanos(SECOND_NANOS);
        case "drip" -> {
          while (true) {
            output.write('x');
            LockSupport.parkNanos(SECOND_NANOS);
          }
        }
        case "flood" -> {
          while (true) {
            output.write(new byte[LONGEST_DATAGRAM]);
          }
        }
        default -> {
          if (step.startsWith("tls ")) {
            goOverToTls(Path.of(step.substring("tls ".length())));
          } else if (step.startsWith("hear ")) {
            hearUpTo(step.substring("hear ".length()));
          } else {
            output.write(
                (step.replaceFirst("^say ", "") + "\r\n").getBytes(StandardCharsets.US_ASCII));
          }
        }
      }
    }

    private void hearUpTo(String last) throws IOException {
      String line;
      do {
        line = lines.readLine();
        System.out.println(line);
      } while (line != null && !line.equals(last));
    }

    // The reader cannot hold any input of the client: the client waits for the text that was sent
    // before this step.
    private void goOverToTls(Path bundle) throws IOException, GeneralSecurityException {
      char[] password = Authority.PASSWORD.toCharArray();
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(KeyStore.getInstance(bundle.toFile(), password), password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      client = context.getSocketFactory().createSocket(client, null, true);
      lines = linesOf(client);
    }
  }
}
