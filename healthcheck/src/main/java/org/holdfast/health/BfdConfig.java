package org.holdfast.health;

import java.time.Duration;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A BFD session in asynchronous mode (RFC 5880), single hop (RFC 5881) or multihop (RFC 5883).
 *
 * @param source null for the kernel's choice
 * @param interfaceName the link of a single-hop session; null for the routing table's choice
 * @param requiredMinRx the shortest interval at which we can receive packets
 * @param desiredMinTx the shortest interval at which we would send packets
 * @param idleTx the interval at which we send while the session is not up; at least a second
 * @param multiplier the number of missed intervals after which the peer considers us dead, 1 to 255
 * @param passive whether we wait for the peer to begin
 * @param ttl the TTL or hop limit of our packets
 * @param mostHops the largest number of hops, by their TTL, of packets that we accept; 255 for any
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
