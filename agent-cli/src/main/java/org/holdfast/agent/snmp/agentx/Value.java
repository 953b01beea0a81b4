package org.holdfast.agent.snmp.agentx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The value of an object. Immutable. */
public sealed interface Value {

  Value NO_SUCH_INSTANCE = new Empty(ValueType.NO_SUCH_INSTANCE);
  Value END_OF_MIB_VIEW = new Empty(ValueType.END_OF_MIB_VIEW);

  ValueType type();

  /**
   * A number: INTEGER, with a sign; COUNTER32, GAUGE32 and TIME_TICKS, 32 bits without a sign;
   * COUNTER64.
   *
   * @param number what does not fit is cut to the type's bits
   */
  record Numeric(ValueType type, long number) implements Value {

    public Numeric {
      number =
          switch (type) {
            case INTEGER -> (int) number;
            case COUNTER32, GAUGE32, TIME_TICKS -> number & 0xFFFF_FFFFL;
            case COUNTER64 -> number;
            case OCTET_STRING,
                NULL,
                OBJECT_IDENTIFIER,
                IP_ADDRESS,
                OPAQUE,
                NO_SUCH_OBJECT,
                NO_SUCH_INSTANCE,
                END_OF_MIB_VIEW ->
                throw new IllegalArgumentException(type + " is not a number");
          };
    }
  }

  /** Bytes: OCTET_STRING, IP_ADDRESS or OPAQUE. */
  final class Octets implements Value {

    private final ValueType type;
    private final byte[] bytes;

    Octets(ValueType type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes.clone();
    }

    @Override
    public ValueType type() {
      return type;
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Octets that && type == that.type && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return type + " " + HexFormat.of().formatHex(bytes);
    }
  }

  /** An object identifier. */
  record Name(Oid oid) implements Value {

    @Override
    public ValueType type() {
      return ValueType.OBJECT_IDENTIFIER;
    }
  }

  /** NULL, or the reason why there is no value. */
  record Empty(ValueType type) implements Value {}

  /** Makes an INTEGER. */
  static Value integer(long number) {
    return new Numeric(ValueType.INTEGER, number);
  }

  /** Makes a GAUGE32, the type of Unsigned32 too. */
  static Value gauge(long number) {
    return new Numeric(ValueType.GAUGE32, number);
  }

  /** Makes a COUNTER32, which wraps. */
  static Value counter(long number) {
    return new Numeric(ValueType.COUNTER32, number);
  }

  /** Makes a COUNTER64. */
  static Value counter64(long number) {
    return new Numeric(ValueType.COUNTER64, number);
  }

  /**
   * Makes TIME_TICKS.
   *
   * @param hundredths hundredths of a second
   */
  static Value ticks(long hundredths) {
    return new Numeric(ValueType.TIME_TICKS, hundredths);
  }

  /** Makes an OCTET_STRING of the text in UTF-8. */
  static Value text(String text) {
    return octets(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes an OCTET_STRING. */
  static Value octets(byte[] bytes) {
    return new Octets(ValueType.OCTET_STRING, bytes);
  }

  /** Makes an IP_ADDRESS of 4 bytes. */
  static Value ipAddress(byte[] bytes) {
    return new Octets(ValueType.IP_ADDRESS, bytes);
  }
}
