package org.holdfast.linux;

/** The capabilities that the agent uses (capabilities(7)). */
public enum Capability {
  /** For children with another group than ours. */
  CAP_SETGID(6),
  /** For children with another user than ours. */
  CAP_SETUID(7),
  /** For addresses, routes, rules and IPVS. */
  CAP_NET_ADMIN(12),
  /** For raw and packet sockets. */
  CAP_NET_RAW(13),
  /** For memory locks beyond RLIMIT_MEMLOCK. */
  CAP_IPC_LOCK(14),
  /** For real-time scheduling beyond RLIMIT_RTPRIO. */
  CAP_SYS_NICE(23);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
