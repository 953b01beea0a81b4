package org.holdfast.agent.config;

import org.holdfast.net.IpAddress;

/**
 * The address and port at which metrics are served.
 *
 * @param port 1 to 65535
 * @param page whether the port also serves the status page
 */
public record MetricsConfig(IpAddress address, int port, boolean page) {

  /** Whether both listen at the same address and port. */
  public boolean isAtPortOf(MetricsConfig other) {
    return address.equals(other.address()) && port == other.port();
  }
}
