package org.holdfast.ipvs;

/**
 * A server as it stands in the kernel's table.
 *
 * @param activeConnections established ones
 * @param inactiveConnections in any other state
 * @param persistentConnections clients that are kept with this server
 */
public record DestinationStatus(
    Destination destination,
    long activeConnections,
    long inactiveConnections,
    long persistentConnections,
    Traffic traffic) {}
