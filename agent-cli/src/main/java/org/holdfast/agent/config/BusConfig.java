package org.holdfast.agent.config;

/**
 * The agent's objects on the system's D-Bus.
 *
 * @param serviceName the name that the agent owns on the bus
 * @param noInterfaceName stands in a path for the interface of an instance without one
 */
public record BusConfig(String serviceName, String noInterfaceName) {}
