package org.holdfast.agent.control;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.holdfast.agent.json.Json;

/**
 * Sends requests to the running agent, each on a new connection. Blocks the caller for at most the
 * time limit.
 */
public final class ControlClient {

  private static final int OK = 200;

  /** Time limit of a query. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** Time limit of an order, which may wait for a hook or the reload of a large table. */
  private static final Duration DONE_LIMIT = Duration.ofSeconds(90);

  private final Path socket;
  private final Duration answerLimit;
  private final Duration doneLimit;

  /** Creates a client of the agent that listens at {@code socket}. */
  public ControlClient(Path socket) {
    this(socket, ANSWER_LIMIT, DONE_LIMIT);
  }

  /**
   * Creates a client with other time limits.
   *
   * @param answerLimit time limit of {@link #get}, from connecting to the last byte, and for the
   *     first byte of {@link #follow}
   * @param doneLimit time limit of {@link #post}
   */
  ControlClient(Path socket, Duration answerLimit, Duration doneLimit) {
    this.socket = socket;
    this.answerLimit = answerLimit;
    this.doneLimit = doneLimit;
  }

  /** The agent refused the request. */
  public static final class RefusedByAgentException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    private RefusedByAgentException(int status, String message) {
      super(message);
      this.status = status;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** What the agent refused, and why. */
    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage());
    }
  }

  /** Encodes a name as a segment of a path. */
  public static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Returns the body of the agent's response.
   *
   * @throws RefusedByAgentException if the response's status is not 200
   * @throws IOException if no agent listens at the socket, or the agent does not respond in time
   */
  public String get(String resource) throws IOException {
    return exchange("GET " + resource, "", answerLimit);
  }

  /**
   * Like {@link #get}, for an order.
   *
   * @param body the request's body; empty for none
   */
  public String post(String resource, String body) throws IOException {
    return exchange("POST " + resource, body, doneLimit);
  }

  private String exchange(String what, String sent, Duration limit) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return within(
          limit,
          channel,
          () -> {
            var answer = answer(ask(channel, what, sent));
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
          });
    }
  }

  /**
   * Copies the body of the agent's response while it arrives, so that a large one takes no memory.
   * Only the first byte has a time limit.
   *
   * @throws RefusedByAgentException if the response's status is not 200; nothing was copied
   * @throws IOException if no agent listens at the socket, or the connection breaks within the body
   */
  public void copy(String resource, Writer to) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      begin(channel, resource).transferTo(to);
    }
  }

  /**
   * Passes on the lines of a followed resource until the agent ends the stream. Only the first byte
   * has a time limit.
   *
   * @throws RefusedByAgentException if the response's status is not 200
   * @throws IOException if no agent listens at the socket, or the connection breaks within a line
   */
  public void follow(String resource, Consumer<String> lines) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      var reader = new BufferedReader(begin(channel, resource));
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    }
  }

  private Reader begin(SocketChannel channel, String resource) throws IOException {
    var body = within(answerLimit, channel, () -> answer(ask(channel, "GET " + resource, "")));
    return new InputStreamReader(body, StandardCharsets.UTF_8);
  }

  /** A part of an exchange, which a time limit may interrupt. */
  @FunctionalInterface
  private interface Part<T> {
    T done() throws IOException;
  }

  /**
   * Runs a part with a time limit: channels have none, so this method closes the channel when the
   * time is up.
   */
  private static <T> T within(Duration limit, SocketChannel channel, Part<T> part)
      throws IOException {
    var over = new AtomicBoolean();
    var watchdog = Thread.ofPlatform().daemon().start(() -> closeAfter(limit, channel, over));
    try {
      return part.done();
    } catch (RefusedByAgentException e) {
      throw e;
    } catch (IOException e) {
      if (over.get()) {
        throw new IOException("no answer within " + limit.toMillis() + " ms", e);
      }
      throw e;
    } finally {
      watchdog.interrupt();
    }
  }

  private static void closeAfter(Duration limit, SocketChannel channel, AtomicBoolean over) {
    try {
      Thread.sleep(limit);
      over.set(true);
      channel.close();
    } catch (InterruptedException answered) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream ask(SocketChannel channel, String what, String body) throws IOException {
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
    return new BufferedInputStream(Channels.newInputStream(channel));
  }

  /** Reads the response's head and returns its body, which ends with the connection. */
  private static InputStream answer(InputStream in) throws IOException {
    var first = line(in);
    boolean inChunks = false;
    for (var header = line(in); !header.isEmpty(); header = line(in)) {
      inChunks |= header.equalsIgnoreCase("Transfer-Encoding: chunked");
    }
    if (!first.matches("HTTP/1\\.1 [0-9]{3} .*")) {
      throw new IOException("the agent answered " + first);
    }
    var body = inChunks ? new Chunks(in) : in;
    int status = Integer.parseInt(first.substring(9, 12));
    if (status != OK) {
      throw refused(status, new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
    return body;
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
