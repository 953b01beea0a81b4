package org.holdfast.ipvs;

/**
 * The state of a server in the kernel's table.
 *
 * @param activeConnections established connections
 * @param inactiveConnections connections in any other state
 * @param persistentConnections clients that stay with this server
 */
public record DestinationStatus(
    Destination destination,
    long activeConnections,
    long inactiveConnections,
    long persistentConnections,
    Traffic traffic) {}
