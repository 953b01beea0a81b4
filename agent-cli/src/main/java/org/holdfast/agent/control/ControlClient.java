package org.holdfast.agent.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.holdfast.agent.json.Json;

/** Asks the running agent. Blocks the caller; each request is a connection of its own. */
public final class ControlClient {

  private final Path socket;

  /** Of the agent that listens at {@code socket}. */
  public ControlClient(Path socket) {
    this.socket = socket;
  }

  /** The agent has answered that it will not. */
  public static final class RefusedByAgentException extends IOException {
    private static final long serialVersionUID = 1;

    private RefusedByAgentException(String message) {
      super(message);
    }
  }

  /** A name as a segment of a path. */
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The body that the agent answers with.
   *
   * @throws RefusedByAgentException when it answers with anything but 200
   * @throws IOException when no agent listens there
   */
  public String get(String resource) throws IOException {
    try (var channel = ask(resource)) {
      var in = Channels.newInputStream(channel);
      boolean ok = head(in);
      var body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!ok) {
        throw refused(body);
      }
      return body;
    }
  }

  /**
   * Hands on the lines of a resource that is followed until the agent ends them.
   *
   * @throws RefusedByAgentException when it answers with anything but 200
   * @throws IOException when no agent listens there, or it goes away in the middle of a line
   */
  public void follow(String resource, Consumer<String> lines) throws IOException {
    try (var channel = ask(resource)) {
      var in = Channels.newInputStream(channel);
      if (!head(in)) {
        throw refused(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
      var reader =
          new BufferedReader(new InputStreamReader(new Chunks(in), StandardCharsets.UTF_8));
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    }
  }

  private SocketChannel ask(String resource) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var request = "GET " + resource + " HTTP/1.1\r\nHost: holdfast\r\nConnection: close\r\n\r\n";
      var out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Reads up to the body, which the end of the connection ends; whether the answer is 200. */
  private static boolean head(InputStream in) throws IOException {
    var status = line(in);
    while (!line(in).isEmpty()) {
      // a header, of which none matters
    }
    return status.startsWith("HTTP/1.1 200 ");
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the agent closed the connection without an answer");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  private static RefusedByAgentException refused(String body) {
    try {
      return new RefusedByAgentException(String.valueOf(Json.object(body).get("error")));
    } catch (IOException _) {
      return new RefusedByAgentException("the agent answered: " + body);
    }
  }

  /** A body in chunks (RFC 9112 section 7.1). */
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private int left;
    private boolean over;

    private Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0 && !over) {
        left = Integer.parseInt(line(in), 16);
        over = left == 0;
      }
      if (over) {
        return -1;
      }
      int read = in.read(into, offset, Math.min(length, left));
      if (read < 0) {
        throw new IOException("the agent has gone");
      }
      left -= read;
      if (left == 0) {
        line(in);
      }
      return read;
    }
  }
}
