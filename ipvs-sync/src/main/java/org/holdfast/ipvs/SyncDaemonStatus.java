package org.holdfast.ipvs;

import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A running thread of the connection synchronisation, as the kernel reports it.
 *
 * @param group null when the kernel (before Linux 4.3) does not report it
 * @param mostBytes length limit of a message; 0 when the kernel does not report it, like port and
 *     ttl
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

  /**
   * Whether the thread runs as configured; values that the configuration leaves to the kernel may
   * be anything.
   */
  public boolean satisfies(SyncDaemonConfig config) {
    return interfaceName.equals(config.interfaceName())
        && syncId == config.syncId()
        && (config.mostBytes() == 0 || mostBytes == config.mostBytes())
        && (config.group() == null || config.group().equals(group))
        && (config.port() == 0 || port == config.port())
        && (config.ttl() == 0 || ttl == config.ttl());
  }
}
