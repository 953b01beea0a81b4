/**
 * KEEPALIVED-MIB, VRRP-MIB (RFC 2787) and VRRPV3-MIB (RFC 6527): from the facts about the agent to
 * objects and traps, as keepalived 2.2.7 fills them. PURE.
 */
@NullMarked
package org.holdfast.agent.snmp.mib;

import org.jspecify.annotations.NullMarked;
