package org.holdfast.agent.snmp.mib;

import org.holdfast.agent.snmp.agentx.Oid;

/** The subtrees that the agent registers. */
public final class Roots {

  /** KEEPALIVED-MIB. */
  static final Oid KEEPALIVED = Oid.parse("1.3.6.1.4.1.9586.100.5");

  /** The agent's settings in KEEPALIVED-MIB. */
  public static final Oid GLOBAL = KEEPALIVED.with(1);

  /** VRRP in KEEPALIVED-MIB. */
  public static final Oid VRRP = KEEPALIVED.with(2);

  /** Virtual servers in KEEPALIVED-MIB. */
  public static final Oid CHECKER = KEEPALIVED.with(3);

  /** VRRP-MIB (RFC 2787). */
  public static final Oid RFC2787 = Oid.parse("1.3.6.1.2.1.68");

  /** VRRPV3-MIB (RFC 6527). */
  public static final Oid RFC6527 = Oid.parse("1.3.6.1.2.1.207");

  /** The index of static objects in the tables that are indexed by instances. */
  static final int STATIC = 0;

  static final Oid ROUTER_ID = GLOBAL.with(2, 0);

  private Roots() {}
}
