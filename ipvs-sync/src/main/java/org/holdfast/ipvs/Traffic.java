package org.holdfast.ipvs;

/**
 * What the kernel counted for a service or a server since it was made or its counters were zeroed,
 * and the rates that it estimates every two seconds.
 *
 * @param connections that were scheduled
 */
public record Traffic(
    long connections,
    long inPackets,
    long outPackets,
    long inBytes,
    long outBytes,
    long connectionsPerSecond,
    long inPacketsPerSecond,
    long outPacketsPerSecond,
    long inBytesPerSecond,
    long outBytesPerSecond) {

  /** Nothing yet. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
