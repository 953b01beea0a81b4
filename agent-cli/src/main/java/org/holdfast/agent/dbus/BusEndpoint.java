package org.holdfast.agent.dbus;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.events.Events;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the objects on the bus as configured. Loads none of their classes if they are
 * not configured. Thread-safe.
 */
public final class BusEndpoint implements AutoCloseable {

  private static final String SOCKET = "/run/dbus/system_bus_socket";
  private static final String PREFIX = "unix:path=";

  private final Events events;
  private final Supplier<CompletableFuture<List<InstanceStatus>>> statuses;
  private final BusHandlers handlers;
  private final NanoClock clock;
  private @Nullable BusConfig configured;
  private @Nullable BusService service;
  private boolean closed;

  /**
   * Starts the service, if it is configured.
   *
   * @param statuses tells the states of the instances
   */
  public BusEndpoint(
      AgentConfig config,
      Events events,
      Supplier<CompletableFuture<List<InstanceStatus>>> statuses,
      BusHandlers handlers,
      NanoClock clock) {
    this.events = events;
    this.statuses = statuses;
    this.handlers = handlers;
    this.clock = clock;
    follow(config);
  }

  /** Follows another configuration; with another name on the bus, the service starts again. */
  public synchronized void follow(AgentConfig next) {
    var wanted = next.dbus();
    if (closed) {
      return;
    }
    if (!Objects.equals(wanted, configured)) {
      end();
      configured = wanted;
      if (wanted != null) {
        service = new BusService(wanted, next, socket(), handlers, clock);
        events.follow(service);
      }
    } else if (service != null) {
      service.follow(next);
    }
    learn();
  }

  private void learn() {
    var learner = service;
    if (learner != null) {
      var _ =
          statuses
              .get()
              .thenAccept(all -> all.forEach(each -> learner.learn(each.name(), each.state())));
    }
  }

  /** Returns the path of the system bus's socket, which the environment may name. */
  private static String socket() {
    var address = System.getenv("DBUS_SYSTEM_BUS_ADDRESS");
    if (address != null && address.startsWith(PREFIX)) {
      int end = address.length();
      for (char stop : new char[] {',', ';'}) {
        int at = address.indexOf(stop);
        end = at < 0 ? end : Math.min(end, at);
      }
      return address.substring(PREFIX.length(), end);
    }
    return SOCKET;
  }

  private void end() {
    if (service != null) {
      events.unfollow(service);
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
