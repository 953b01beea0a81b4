package org.holdfast.agent.config;

import org.holdfast.net.IpAddress;

/**
 * The address and port at which metrics are served.
 *
 * @param port 1 to 65535
 */
public record MetricsConfig(IpAddress address, int port) {}
