package org.holdfast.agent.config;

import java.util.Set;

/**
 * What SNMP shows, and the master agent that shows it.
 *
 * @param socket the master agent's socket
 * @param mibs what is shown; nothing is connected if there is none
 * @param traps whether changes are reported by traps of these MIBs
 */
public record SnmpConfig(MasterSocket socket, Set<Mib> mibs, boolean traps) {

  public SnmpConfig {
    mibs = Set.copyOf(mibs);
  }

  /** Whether there is anything to show. */
  public boolean isShown() {
    return !mibs.isEmpty();
  }

  /** The parts that are shown or left out. */
  public enum Mib {
    /** VRRP in KEEPALIVED-MIB. */
    VRRP,
    /** Virtual servers in KEEPALIVED-MIB. */
    CHECKER,
    /** VRRP-MIB (RFC 2787), for instances of version 2. */
    RFC2787,
    /** VRRPV3-MIB (RFC 6527). */
    RFC6527
  }
}
