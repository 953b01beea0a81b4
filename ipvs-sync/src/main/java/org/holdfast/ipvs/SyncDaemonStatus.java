package org.holdfast.ipvs;

import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the connection synchronisation that runs, as the kernel tells.
 *
 * @param group null when the kernel (before Linux 4.3) does not tell
 * @param mostBytes of a message; 0 when the kernel does not tell, as port and ttl
 */
public record SyncDaemonStatus(
    SyncRole role,
    String interfaceName,
    int syncId,
    int mostBytes,
    @Nullable IpAddress group,
    int port,
    int ttl) {

  /** {@code master eth0 id 51}. */
  public String words() {
    return role.words() + " " + interfaceName + " id " + syncId;
  }

  /** Whether it runs as configured; what is left to the kernel may be anything. */
  public boolean satisfies(SyncDaemonConfig config) {
    return interfaceName.equals(config.interfaceName())
        && syncId == config.syncId()
        && (config.mostBytes() == 0 || mostBytes == config.mostBytes())
        && (config.group() == null || config.group().equals(group))
        && (config.port() == 0 || port == config.port())
        && (config.ttl() == 0 || ttl == config.ttl());
  }
}
