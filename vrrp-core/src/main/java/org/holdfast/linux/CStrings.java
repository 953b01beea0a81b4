package org.holdfast.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An argument vector in native memory: the pointers, a null, then the strings in UTF-8. */
final class CStrings implements AutoCloseable {

  private static final CStrings DEV_NULL_STRINGS = new CStrings(List.of("/dev/null"));

  /** The address of the string {@code /dev/null}, which is never freed. */
  static final long DEV_NULL = DEV_NULL_STRINGS.first();

  private final Memory memory;

  CStrings(List<String> strings) {
    var encoded = strings.stream().map(CStrings::encode).toList();
    long at = (strings.size() + 1L) * Long.BYTES;
    memory = new Memory(at + encoded.stream().mapToInt(bytes -> bytes.length + 1).sum());
    memory.clear();
    for (int i = 0; i < encoded.size(); i++) {
      byte[] bytes = encoded.get(i);
      memory.setLong((long) i * Long.BYTES, array() + at);
      memory.write(at, bytes, 0, bytes.length);
      at += bytes.length + 1;
    }
  }

  /** The address of the pointers. Valid until {@link #close}. */
  long array() {
    return Pointer.nativeValue(memory);
  }

  /** The address of the first string. Valid until {@link #close}. */
  long first() {
    return memory.getLong(0);
  }

  @Override
  public void close() {
    memory.close();
  }

  private static byte[] encode(String string) {
    if (string.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("argument with a NUL character: " + string);
    }
    return string.getBytes(StandardCharsets.UTF_8);
  }
}
