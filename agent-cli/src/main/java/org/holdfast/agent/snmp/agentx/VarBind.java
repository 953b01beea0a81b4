package org.holdfast.agent.snmp.agentx;

/** An object's name with its value (RFC 2741 section 5.4). */
public record VarBind(Oid name, Value value) {}
