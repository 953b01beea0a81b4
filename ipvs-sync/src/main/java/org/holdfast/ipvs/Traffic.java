package org.holdfast.ipvs;

/**
 * The kernel's counters of a service or a server since it was added or its counters were zeroed,
 * and the rates that the kernel estimates every two seconds.
 *
 * @param connections scheduled connections
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

  /** No traffic yet. */
  public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Returns the sum of this and other traffic. */
  public Traffic plus(Traffic other) {
    return new Traffic(
        connections + other.connections,
        inPackets + other.inPackets,
        outPackets + other.outPackets,
        inBytes + other.inBytes,
        outBytes + other.outBytes,
        connectionsPerSecond + other.connectionsPerSecond,
        inPacketsPerSecond + other.inPacketsPerSecond,
        outPacketsPerSecond + other.outPacketsPerSecond,
        inBytesPerSecond + other.inBytesPerSecond,
        outBytesPerSecond + other.outBytesPerSecond);
  }
}
