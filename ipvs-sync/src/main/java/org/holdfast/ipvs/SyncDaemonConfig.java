package org.holdfast.ipvs;

import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's connection synchronisation.
 *
 * @param interfaceName the interface for its multicasts
 * @param syncId 0 to 255; both directors have the same
 * @param instance the VRRP instance that decides whether the master or the backup daemon runs; null
 *     for both at once
 * @param mostBytes length limit of a message; 0 for the kernel's choice
 * @param group the multicast group; null for the kernel's 224.0.0.81
 * @param port 0 for the kernel's 8848
 * @param ttl 0 for the kernel's 1
 */
public record SyncDaemonConfig(
    String interfaceName,
    int syncId,
    @Nullable String instance,
    int mostBytes,
    @Nullable IpAddress group,
    int port,
    int ttl) {}
