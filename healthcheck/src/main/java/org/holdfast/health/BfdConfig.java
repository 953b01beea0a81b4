package org.holdfast.health;

import java.time.Duration;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A BFD session in asynchronous mode (RFC 5880), single hop (RFC 5881) or multihop (RFC 5883).
 *
 * @param source null for the kernel's choice
 * @param interfaceName that a single-hop session goes by; null for the routing table's choice
 * @param requiredMinRx the shortest interval at which we can receive
 * @param desiredMinTx the shortest at which we would send
 * @param idleTx at which we send while the session is not up; a second at least
 * @param multiplier missed intervals after which the peer takes us for dead, 1 to 255
 * @param passive whether we wait for the peer to begin
 * @param ttl of what we send
 * @param mostHops that what we receive may have come, by its TTL; 255 for any
 */
public record BfdConfig(
    String name,
    IpAddress neighbour,
    @Nullable IpAddress source,
    @Nullable String interfaceName,
    Duration requiredMinRx,
    Duration desiredMinTx,
    Duration idleTx,
    int multiplier,
    boolean passive,
    boolean multihop,
    int ttl,
    int mostHops) {}
