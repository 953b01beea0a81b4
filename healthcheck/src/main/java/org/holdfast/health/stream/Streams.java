package org.holdfast.health.stream;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * Starts conversations, and holds their shared objects: TLS contexts, and two workers for
 * handshakes, files and regular expressions, which are threads only while there is work.
 * Thread-safe.
 *
 * <p>There are two workers, because checks must not occupy all processors of a director and delay
 * its election.
 */
public final class Streams implements AutoCloseable {

  private static final int WORKERS = 2;
  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor workers;
  private final TlsContexts contexts;

  /** Creates the shared objects; starts nothing yet. */
  public Streams() {
    workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("probe-worker", true));
    workers.allowCoreThreadTimeOut(true);
    contexts = new TlsContexts(workers);
  }

  /**
   * Starts a conversation on the loop's own thread; see {@link
   * org.holdfast.health.probe.Prober#start}.
   *
   * @param tls for TLS from the first byte; null for none, or for later ({@link
   *     Conversation#startTls})
   * @param applicationProtocol offered by ALPN (RFC 7301); empty for no offer
   */
  public Conversation converse(
      Target target,
      @Nullable TlsSettings tls,
      String applicationProtocol,
      IoEventLoop loop,
      Talk talk,
      Consumer<ProbeResult> answer) {
    var conversation =
        new Conversation(target, tls, applicationProtocol, loop, talk, answer, contexts, workers);
    conversation.dial();
    return conversation;
  }

  /**
   * Ends the workers. Running conversations either no longer need the workers or end as not run.
   */
  @Override
  public void close() {
    workers.shutdownNow();
  }
}
