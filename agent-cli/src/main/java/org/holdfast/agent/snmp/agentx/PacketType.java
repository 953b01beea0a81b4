package org.holdfast.agent.snmp.agentx;

/** The numbers of the packets' types (RFC 2741 section 6.1), and the flags of the header. */
final class PacketType {

  static final int OPEN = 1;
  static final int CLOSE = 2;
  static final int REGISTER = 3;
  static final int UNREGISTER = 4;
  static final int GET = 5;
  static final int GET_NEXT = 6;
  static final int GET_BULK = 7;
  static final int TEST_SET = 8;
  static final int COMMIT_SET = 9;
  static final int UNDO_SET = 10;
  static final int CLEANUP_SET = 11;
  static final int NOTIFY = 12;
  static final int PING = 13;
  static final int RESPONSE = 18;

  static final int VERSION = 1;
  static final int HAS_CONTEXT = 0x08;
  static final int NETWORK_BYTE_ORDER = 0x10;

  private PacketType() {}
}
