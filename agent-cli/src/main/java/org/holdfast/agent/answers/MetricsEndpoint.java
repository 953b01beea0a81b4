package org.holdfast.agent.answers;

import java.io.IOException;
import java.util.Objects;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.MetricsConfig;
import org.holdfast.agent.metrics.FactSource;
import org.holdfast.agent.metrics.MetricsService;
import org.holdfast.agent.page.PortPages;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Starts, moves and stops the metrics endpoint as configured. Loads none of its classes if no
 * endpoint is configured. Thread-safe.
 */
public final class MetricsEndpoint implements AutoCloseable {

  private final FactSource facts;
  private final PortPages.Source pages;
  private final NanoClock clock;
  private @Nullable MetricsConfig configured;
  private @Nullable MetricsService service;
  private boolean closed;

  /**
   * Starts the endpoint in the background; retries if the port is not available.
   *
   * @param facts the state for the metrics
   * @param pages the state for the port's other resources
   */
  public MetricsEndpoint(
      AgentConfig config, FactSource facts, PortPages.Source pages, NanoClock clock) {
    this.facts = facts;
    this.pages = pages;
    this.clock = clock;
    configured = config.metrics();
    service =
        configured == null
            ? null
            : MetricsService.start(configured, facts, resources(configured), clock);
  }

  private PortPages resources(MetricsConfig config) {
    return new PortPages(pages, config.page(), config.address().isLoopback());
  }

  /**
   * Serves at the address of {@code next}. The new port answers before the old one closes.
   *
   * @throws IOException if the new port is not available; the old one then continues to serve
   */
  public synchronized void follow(AgentConfig next) throws IOException {
    var wanted = next.metrics();
    if (closed || Objects.equals(wanted, configured)) {
      return;
    }
    if (wanted == null) {
      end();
    } else if (service == null) {
      service = MetricsService.startNow(wanted, facts, resources(wanted), clock);
    } else {
      follow(service, wanted);
    }
    configured = wanted;
  }

  private void follow(MetricsService running, MetricsConfig wanted) throws IOException {
    if (configured == null || !wanted.isAtPortOf(configured)) {
      running.moveTo(wanted);
    }
    running.serveToo(resources(wanted));
  }

  private void end() {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    end();
  }
}
