package org.holdfast.linux.route;

/** Types of rtnetlink messages (rtnetlink(7)). */
final class MessageType {

  static final int NEW_LINK = 16;
  static final int DEL_LINK = 17;
  static final int GET_LINK = 18;
  static final int SET_LINK = 19;
  static final int NEW_ADDRESS = 20;
  static final int DEL_ADDRESS = 21;
  static final int GET_ADDRESS = 22;
  static final int NEW_ROUTE = 24;
  static final int DEL_ROUTE = 25;
  static final int GET_ROUTE = 26;
  static final int NEW_RULE = 32;
  static final int DEL_RULE = 33;
  static final int GET_RULE = 34;

  private MessageType() {}
}
