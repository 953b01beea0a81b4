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

  private static final int OK = 200;

  private final Path socket;

  /** Of the agent that listens at {@code socket}. */
  public ControlClient(Path socket) {
    this.socket = socket;
  }

  /** The agent has answered that it will not. */
  public static final class RefusedByAgentException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    private RefusedByAgentException(int status, String message) {
      super(message);
      this.status = status;
    }

    /** Of HTTP. */
    public int status() {
      return status;
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
    return exchange("GET " + resource, "");
  }

  /**
   * As {@link #get}, of something that is done.
   *
   * @param body empty for none
   */
  public String post(String resource, String body) throws IOException {
    return exchange("POST " + resource, body);
  }

  private String exchange(String what, String sent) throws IOException {
    try (var channel = ask(what, sent)) {
      var in = Channels.newInputStream(channel);
      int status = head(in);
      var body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (status != OK) {
        throw refused(status, body);
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
    try (var channel = ask("GET " + resource, "")) {
      var in = Channels.newInputStream(channel);
      int status = head(in);
      if (status != OK) {
        throw refused(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
      var reader =
          new BufferedReader(new InputStreamReader(new Chunks(in), StandardCharsets.UTF_8));
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    }
  }

  private SocketChannel ask(String what, String body) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      var head =
          what
              + " HTTP/1.1\r\nHost: holdfast\r\nConnection: close\r\nContent-Length: "
              + length
              + "\r\n\r\n";
      var out = ByteBuffer.wrap((head + body).getBytes(StandardCharsets.UTF_8));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Reads up to the body, which the end of the connection ends; the status of the answer. */
  private static int head(InputStream in) throws IOException {
    var status = line(in);
    while (!line(in).isEmpty()) {
      // a header, of which none matters
    }
    if (!status.matches("HTTP/1\\.1 [0-9]{3} .*")) {
      throw new IOException("the agent answered " + status);
    }
    return Integer.parseInt(status.substring(9, 12));
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

  private static RefusedByAgentException refused(int status, String body) {
    try {
      return new RefusedByAgentException(status, String.valueOf(Json.object(body).get("error")));
    } catch (IOException _) {
      return new RefusedByAgentException(status, "the agent answered: " + body);
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
