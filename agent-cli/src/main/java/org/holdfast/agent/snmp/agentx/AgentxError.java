package org.holdfast.agent.snmp.agentx;

/** Errors in responses (RFC 2741 section 6.2.16; the first ones are SNMP's own, RFC 3416). */
public enum AgentxError {
  NONE(0),
  GENERAL(5),
  WRONG_TYPE(7),
  WRONG_VALUE(10),
  COMMIT_FAILED(14),
  UNDO_FAILED(15),
  NOT_WRITABLE(17),
  OPEN_FAILED(256),
  NOT_OPEN(257),
  DUPLICATE_REGISTRATION(263),
  PARSE_ERROR(266),
  REQUEST_DENIED(267),
  PROCESSING_ERROR(268);

  private final int code;

  AgentxError(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Returns the error in a word, or its number if it is not one of these. */
  public static String words(int code) {
    for (var error : values()) {
      if (error.code == code) {
        return error.name();
      }
    }
    return "error " + code;
  }
}
