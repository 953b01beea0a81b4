/**
 * AgentX (RFC 2741), the protocol between an SNMP agent's master and its subagents: packets to
 * values and back. PURE.
 */
@NullMarked
package org.holdfast.agent.snmp.agentx;

import org.jspecify.annotations.NullMarked;
