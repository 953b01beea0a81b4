package org.holdfast.agent.snmp.agentx;

/**
 * The names among which an object is looked for (RFC 2741 section 5.2).
 *
 * @param start the name to find, or the name before the first that counts
 * @param include whether {@code start} itself counts in GetNext and GetBulk
 * @param end the first name that no longer counts; {@link Oid#NONE} for no bound
 */
public record SearchRange(Oid start, boolean include, Oid end) {

  /** Whether the name lies before the end. */
  public boolean endsAfter(Oid name) {
    return end.size() == 0 || name.compareTo(end) < 0;
  }
}
