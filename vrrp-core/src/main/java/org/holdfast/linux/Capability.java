package org.holdfast.linux;

/** The capabilities that the agent makes use of (capabilities(7)). */
public enum Capability {
  /** Children of another group than ours. */
  CAP_SETGID(6),
  /** Children of another user than ours. */
  CAP_SETUID(7),
  /** Addresses, routes, rules, IPVS. */
  CAP_NET_ADMIN(12),
  /** Raw and packet sockets. */
  CAP_NET_RAW(13),
  /** Memory locks beyond RLIMIT_MEMLOCK. */
  CAP_IPC_LOCK(14),
  /** Real-time scheduling beyond RLIMIT_RTPRIO. */
  CAP_SYS_NICE(23);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
