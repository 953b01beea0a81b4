package org.holdfast.agent.snmp.agentx;

/**
 * A packet (RFC 2741 section 6.1).
 *
 * @param session the session's number, given by the master; 0 in an Open
 * @param transaction the number of the transaction that the packet belongs to
 * @param id relates a response to its packet
 */
public record Packet(int session, int transaction, int id, Pdu pdu) {

  /** Returns a response to this packet. */
  public Packet answer(Pdu.Response response) {
    return new Packet(session, transaction, id, response);
  }
}
