package org.holdfast.agent.config;

import org.holdfast.net.IpAddress;

/**
 * Where metrics are served.
 *
 * @param port 1 to 65535
 */
public record MetricsConfig(IpAddress address, int port) {}
