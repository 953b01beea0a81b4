package org.holdfast.agent.answers;

import java.util.Objects;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.snmp.SnmpEvents;
import org.holdfast.agent.snmp.SnmpService;
import org.holdfast.agent.snmp.SnmpSource;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops SNMP as configured. Loads neither its protocol nor its tables if it is not
 * configured. Thread-safe.
 */
public final class SnmpEndpoint implements AutoCloseable {

  private final SnmpSource source;
  private final SnmpEvents events;
  private final NanoClock clock;
  private @Nullable SnmpConfig configured;
  private @Nullable SnmpService service;
  private boolean closed;

  /** Starts SNMP in the background; a master agent that is not there is waited for. */
  public SnmpEndpoint(AgentConfig config, SnmpSource source, SnmpEvents events, NanoClock clock) {
    this.source = source;
    this.events = events;
    this.clock = clock;
    start(config.snmp());
  }

  private void start(@Nullable SnmpConfig wanted) {
    configured = wanted;
    service =
        wanted != null && wanted.isShown()
            ? SnmpService.start(wanted, source, events, clock)
            : null;
  }

  /** Follows a new configuration: changed settings need another session with the master agent. */
  public synchronized void follow(AgentConfig next) {
    if (!closed && !Objects.equals(next.snmp(), configured)) {
      end();
      start(next.snmp());
    }
  }

  private void end() {
    if (service != null) {
      service.close();
      events.keepNothing();
      service = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    end();
  }
}
