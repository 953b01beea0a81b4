package org.holdfast.agent.metrics;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.agent.config.MetricsConfig;
import org.holdfast.linux.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the agent's metrics at {@code /metrics} of a TCP port, from a thread of its own. Begins a
 * second after the agent, so that loading it takes nothing from the first adverts. A port that
 * cannot be had is told and tried again; the agent works on without.
 */
public final class MetricsService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MetricsService.class);

  private static final long HOLD_BACK_MILLIS = 1000;
  private static final long RETRY_SECONDS = 5;
  private static final long PATIENCE_SECONDS = 5;

  private final FactSource source;
  private final NanoClock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("metrics").daemon().factory());
  private final AtomicReference<@Nullable MetricsServer> listening = new AtomicReference<>();

  // Of the thread alone.
  private InetSocketAddress address;
  private @Nullable Exposition exposition;
  private @Nullable MetricsServer server;
  private boolean closed;
  // The last page; nothing keeps it but those who are being sent it.
  private WeakReference<Facts> writtenOf = new WeakReference<>(null);
  private WeakReference<Exposition.Page> written = new WeakReference<>(null);
  private String writtenFor = "";
  private String told = "";

  private MetricsService(InetSocketAddress address, FactSource source, NanoClock clock) {
    this.address = address;
    this.source = source;
    this.clock = clock;
  }

  /** Comes back at once. */
  public static MetricsService start(MetricsConfig config, FactSource source, NanoClock clock) {
    var service = new MetricsService(addressOf(config), source, clock);
    var _ = service.thread.schedule(service::listen, HOLD_BACK_MILLIS, TimeUnit.MILLISECONDS);
    return service;
  }

  /**
   * As {@link #start}, but at once.
   *
   * @throws IOException when the port cannot be had
   */
  public static MetricsService startNow(MetricsConfig config, FactSource source, NanoClock clock)
      throws IOException {
    var service = new MetricsService(addressOf(config), source, clock);
    try {
      service.moveTo(config);
      return service;
    } catch (IOException e) {
      service.close();
      throw e;
    }
  }

  /**
   * Serves there from now on, and no more where it did.
   *
   * @throws IOException when that port cannot be had; it serves on where it did
   */
  public void moveTo(MetricsConfig config) throws IOException {
    var next = addressOf(config);
    MetricsServer opened;
    try {
      opened = MetricsServer.listen(next, this::page);
    } catch (IOException e) {
      throw new IOException("metrics: port " + words(next) + ": " + e.getMessage(), e);
    }
    // At once, and not when the thread has written the page that it is at: the next reload may want
    // the old port again.
    var before = listening.getAndSet(opened);
    if (before != null) {
      before.stopListening();
    }
    thread.execute(() -> {
      if (server != null) {
        server.close();
      }
      address = next;
      serve(opened);
    });
  }

  private void serve(MetricsServer opened) {
    if (exposition == null) {
      exposition = new Exposition(clock);
    }
    server = opened;
    log.info("metrics at http://{}/metrics", words(address));
  }

  private static InetSocketAddress addressOf(MetricsConfig config) {
    try {
      var address = InetAddress.getByAddress(config.address().toBytes());
      return new InetSocketAddress(address, config.port());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private void listen() {
    if (closed || server != null) {
      return;
    }
    try {
      var opened = MetricsServer.listen(address, this::page);
      listening.compareAndSet(null, opened);
      serve(opened);
    } catch (IOException e) {
      tell("metrics: port %s: %s; trying again".formatted(words(address), e.getMessage()));
      var _ = thread.schedule(this::listen, RETRY_SECONDS, TimeUnit.SECONDS);
    } catch (RuntimeException | LinkageError e) {
      log.error("metrics cannot be served", e);
    }
  }

  private static String words(InetSocketAddress address) {
    var host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Once for each reason, however often it is tried. */
  private void tell(String trouble) {
    if (!trouble.equals(told)) {
      told = trouble;
      log.error("{}", trouble);
    }
  }

  /** One scrape after the other. */
  private CompletableFuture<Exposition.Page> page(String accept) {
    return source
        .ask()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .thenApplyAsync(facts -> write(facts, accept), thread);
  }

  /** The same page for all who share the same facts and ask for the same form. */
  private Exposition.Page write(Facts facts, String accept) {
    var open = exposition;
    if (open == null) {
      throw new IllegalStateException("the metrics are closed");
    }
    var page = writtenOf.refersTo(facts) ? written.get() : null;
    if (page == null || !Exposition.isSameForm(accept, writtenFor)) {
      page = open.write(facts, accept);
      writtenOf = new WeakReference<>(facts);
      written = new WeakReference<>(page);
      writtenFor = accept;
    }
    return page;
  }

  /** Stops listening; a scrape that is being written ends unheard. */
  @Override
  public void close() {
    thread.execute(() -> {
      closed = true;
      if (server != null) {
        server.close();
      }
      if (exposition != null) {
        exposition.close();
        exposition = null;
      }
    });
    thread.shutdown();
  }
}
