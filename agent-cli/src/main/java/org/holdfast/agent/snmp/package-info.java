/**
 * The agent as a subagent of an SNMP master agent: the connection, the session, traps and SET, on a
 * thread of its own.
 */
@NullMarked
package org.holdfast.agent.snmp;

import org.jspecify.annotations.NullMarked;
