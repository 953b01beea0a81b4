package org.holdfast.agent.metrics;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.agent.config.MetricsConfig;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the agent's metrics at {@code /metrics} on a TCP port, on a separate thread, and {@link
 * PortResources} at every other path. Starts a second after the agent, so that class loading does
 * not delay the first adverts. If the service cannot bind the port, it logs the reason and retries;
 * the agent works without metrics meanwhile.
 */
public final class MetricsService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MetricsService.class);

  private static final String PATH = "/metrics";
  private static final long HOLD_BACK_MILLIS = 1000;
  private static final long RETRY_SECONDS = 5;
  private static final long PATIENCE_SECONDS = 5;

  private final FactSource source;
  private final NanoClock clock;
  private volatile PortResources resources;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("metrics").daemon().factory());
  private final AtomicReference<@Nullable MetricsServer> listening = new AtomicReference<>();

  // Confined to the service's thread.
  private InetSocketAddress address;
  private @Nullable Exposition exposition;
  private @Nullable MetricsServer server;
  private boolean closed;
  // The last page, weakly referenced: only the connections that send it keep it in memory.
  private WeakReference<AgentFacts> writtenOf = new WeakReference<>(null);
  private WeakReference<Exposition.Page> written = new WeakReference<>(null);
  private String writtenFor = "";
  private String lastTrouble = "";

  private MetricsService(
      InetSocketAddress address, FactSource source, PortResources resources, NanoClock clock) {
    this.address = address;
    this.source = source;
    this.resources = resources;
    this.clock = clock;
  }

  /** Starts the service after a second. Never blocks. */
  public static MetricsService start(
      MetricsConfig config, FactSource source, PortResources resources, NanoClock clock) {
    var service = new MetricsService(addressOf(config), source, resources, clock);
    var _ = service.thread.schedule(service::listen, HOLD_BACK_MILLIS, TimeUnit.MILLISECONDS);
    return service;
  }

  /**
   * Like {@link #start}, but without the delay.
   *
   * @throws IOException if the port cannot be bound
   */
  public static MetricsService startNow(
      MetricsConfig config, FactSource source, PortResources resources, NanoClock clock)
      throws IOException {
    var service = new MetricsService(addressOf(config), source, resources, clock);
    try {
      service.moveTo(config);
      return service;
    } catch (IOException e) {
      service.close();
      throw e;
    }
  }

  /** Serves {@code next} at every path but that of the metrics, from the next request on. */
  public void serveToo(PortResources next) {
    resources = next;
  }

  /**
   * Moves to another port and releases the old one.
   *
   * @throws IOException if the new port cannot be bound; the service stays on the old one
   */
  public void moveTo(MetricsConfig config) throws IOException {
    var next = addressOf(config);
    MetricsServer opened;
    try {
      opened = MetricsServer.listen(next, this::answer);
    } catch (IOException e) {
      throw new IOException("metrics: port " + words(next) + ": " + e.getMessage(), e);
    }
    // Not on the service's thread, which may be writing a page: the next reload may need the old
    // port at once.
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
    log.info("metrics at http://{}{}", words(address), PATH);
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
      var opened = MetricsServer.listen(address, this::answer);
      listening.compareAndSet(null, opened);
      serve(opened);
    } catch (IOException e) {
      report("metrics: port %s: %s; trying again".formatted(words(address), e.getMessage()));
      var _ = thread.schedule(this::listen, RETRY_SECONDS, TimeUnit.SECONDS);
    } catch (RuntimeException | Error e) {
      log.error("metrics cannot be served", e);
    }
  }

  private static String words(InetSocketAddress address) {
    var host = address.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** Logs each reason once, regardless of how often it occurs. */
  private void report(String trouble) {
    if (!trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      log.error("{}", trouble);
    }
  }

  private CompletableFuture<PortAnswer> answer(PortRequest request) {
    return request.path().equals(PATH)
        ? page(request.accept())
            .thenApply(page -> new PortAnswer.Whole(200, page.contentType(), Map.of(), page.body()))
        : resources.answer(request);
  }

  /** Writes pages one after the other. */
  private CompletableFuture<Exposition.Page> page(String accept) {
    return source
        .ask()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .thenApplyAsync(facts -> write(facts, accept), thread);
  }

  /** Returns the same page for requests with the same facts and form. */
  private Exposition.Page write(AgentFacts facts, String accept) {
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

  /** Stops listening and abandons scrapes in progress. */
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
