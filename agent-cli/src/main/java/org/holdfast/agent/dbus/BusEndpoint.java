package org.holdfast.agent.dbus;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.events.Events;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the objects on the bus as configured. Loads none of their classes if they are
 * not configured. Thread-safe.
 */
public final class BusEndpoint implements AutoCloseable {

  private static final String ADDRESS = "unix:path=/run/dbus/system_bus_socket";

  private final Events events;
  private final Supplier<CompletableFuture<List<InstanceStatus>>> statuses;
  private final BusHandlers handlers;
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
      BusHandlers handlers) {
    this.events = events;
    this.statuses = statuses;
    this.handlers = handlers;
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
    }
    if (wanted == null) {
      return;
    }
    var states = statuses.get();
    var running = service;
    if (running == null) {
      running = BusService.start(wanted, next, address(), handlers, states);
      service = running;
      events.follow(running);
    } else {
      running.follow(next);
    }
    var _ = states.thenAccept(running::learn);
  }

  /** Returns the address of the system bus, which the environment may name. */
  private static String address() {
    var addresses = System.getenv("DBUS_SYSTEM_BUS_ADDRESS");
    if (addresses == null || addresses.isEmpty()) {
      return ADDRESS;
    }
    int end = addresses.indexOf(';');
    return end < 0 ? addresses : addresses.substring(0, end);
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
