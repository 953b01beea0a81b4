package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.linux.CarrierProbe;
import org.holdfast.linux.LinuxException;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.VrrpConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries links for their carrier once a second, as configured, on a thread of its own, because a
 * driver may take its time. Without such links there is no thread. Methods are called by one thread
 * at a time.
 */
final class CarrierWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CarrierWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Consumer<Map<String, Boolean>> listener;
  private volatile Map<String, CarrierProbe.Query> queries = Map.of();
  private @Nullable ScheduledExecutorService thread;
  private @Nullable CarrierProbe probe;

  /**
   * Makes a watch that queries nothing yet.
   *
   * @param listener receives the answers of all links that exist, on the watch's thread
   */
  CarrierWatch(Consumer<Map<String, Boolean>> listener) {
    this.listener = listener;
  }

  /** Queries the links of this configuration from now on. */
  void follow(VrrpConfig config) {
    var next = queriesOf(config);
    queries = next;
    if (!next.isEmpty() && thread == null) {
      start();
    } else if (next.isEmpty() && thread != null) {
      close();
      listener.accept(Map.of());
    }
  }

  /** Returns the queries of the links that the instances depend on. */
  static Map<String, CarrierProbe.Query> queriesOf(VrrpConfig config) {
    var queries = new LinkedHashMap<String, CarrierProbe.Query>();
    Stream<String> names = config.instances().stream().flatMap(InstanceConfig::interfaceNames);
    names.forEach(link -> {
      var source = config.links().of(link).carrier();
      switch (source) {
        case KERNEL -> {}
        case MII -> queries.put(link, CarrierProbe.Query.MII);
        case ETHTOOL -> queries.put(link, CarrierProbe.Query.ETHTOOL);
        case FLAGS -> queries.put(link, CarrierProbe.Query.FLAGS);
      }
    });
    return queries;
  }

  private void start() {
    CarrierProbe opened;
    try {
      opened = CarrierProbe.open();
    } catch (LinuxException e) {
      log.error("Links are not queried for their carrier: {}", e.getMessage());
      return;
    }
    probe = opened;
    var executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("carriers").factory());
    var _ =
        executor.scheduleWithFixedDelay(
            () -> Guarded.run("Querying the carrier of links", () -> ask(opened)),
            0,
            INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
    thread = executor;
  }

  private void ask(CarrierProbe from) {
    var answers = new LinkedHashMap<String, Boolean>();
    queries.forEach((link, query) ->
        from.hasCarrier(link, query).ifPresent(carrier -> answers.put(link, carrier)));
    listener.accept(answers);
  }

  /** Ends the queries. */
  @Override
  public void close() {
    var ending = thread;
    var socket = probe;
    thread = null;
    probe = null;
    if (ending == null) {
      return;
    }
    ending.shutdown();
    try {
      if (!ending.awaitTermination(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("The query for the carrier of a link has not ended");
        return; // its socket stays open: the query may still use it
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (socket != null) {
      socket.close();
    }
  }
}
