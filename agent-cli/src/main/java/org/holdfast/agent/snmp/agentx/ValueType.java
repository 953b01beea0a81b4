package org.holdfast.agent.snmp.agentx;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of values on the wire (RFC 2741 section 5.4). */
public enum ValueType {
  INTEGER(2),
  OCTET_STRING(4),
  NULL(5),
  OBJECT_IDENTIFIER(6),
  IP_ADDRESS(64),
  COUNTER32(65),
  GAUGE32(66),
  TIME_TICKS(67),
  OPAQUE(68),
  COUNTER64(70),
  NO_SUCH_OBJECT(128),
  NO_SUCH_INSTANCE(129),
  END_OF_MIB_VIEW(130);

  private static final Map<Integer, ValueType> BY_CODE = new HashMap<>();

  static {
    for (var type : values()) {
      BY_CODE.put(type.code, type);
    }
  }

  private final int code;

  ValueType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Returns null if there is no such type. */
  static @Nullable ValueType of(int code) {
    return BY_CODE.get(code);
  }
}
