package org.holdfast.agent.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes D-Bus values, little-endian, and notes their types. */
final class BusWriter {

  private ByteBuffer out = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
  private final StringBuilder signature = new StringBuilder();

  /** The types of the values that were added as arguments. */
  String signature() {
    return signature.toString();
  }

  /** The bytes so far. */
  ByteBuffer buffer() {
    return out.duplicate().flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds a string as an argument. */
  BusWriter string(String value) {
    signature.append('s');
    return text(value);
  }

  /** Adds a number as an argument. */
  BusWriter number(int value) {
    signature.append('u');
    return uint(value);
  }

  /** Adds a property as an argument of the type variant. */
  BusWriter variant(BusProperty value) {
    signature.append('v');
    return variantValue(value);
  }

  /** Adds properties as an argument that is a dictionary of variants by name. */
  BusWriter properties(Iterable<BusProperty> properties) {
    signature.append("a{sv}");
    var list = new BusWriter();
    for (var property : properties) {
      list.align(8).text(property.name()).variantValue(property);
    }
    var bytes = list.buffer();
    // The size does not count the padding before the first entry.
    return uint(bytes.remaining()).align(8).bytes(bytes);
  }

  private BusWriter variantValue(BusProperty value) {
    signature(value.type()).align(8);
    if (value.number() != null) {
      uint(value.number());
    }
    return text(value.text());
  }

  BusWriter raw(int octet) {
    room(1);
    out.put((byte) octet);
    return this;
  }

  BusWriter uint(int value) {
    align(Integer.BYTES);
    room(Integer.BYTES);
    out.putInt(value);
    return this;
  }

  BusWriter text(String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    uint(bytes.length);
    return bytes(ByteBuffer.wrap(bytes)).raw(0);
  }

  BusWriter signature(String types) {
    raw(types.length());
    return bytes(ByteBuffer.wrap(types.getBytes(StandardCharsets.US_ASCII))).raw(0);
  }

  BusWriter align(int size) {
    while (out.position() % size != 0) {
      raw(0);
    }
    return this;
  }

  BusWriter bytes(ByteBuffer bytes) {
    room(bytes.remaining());
    out.put(bytes);
    return this;
  }

  private void room(int size) {
    if (out.remaining() < size) {
      out =
          ByteBuffer.allocate(Math.max(2 * out.capacity(), out.position() + size))
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(out.flip());
    }
  }
}
