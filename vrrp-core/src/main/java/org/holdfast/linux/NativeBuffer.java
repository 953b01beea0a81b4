package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Memory that can be passed to the kernel: a direct buffer in native byte order. Its address is
 * determined once, because that costs more than a system call's overhead.
 *
 * <p>Not thread-safe. The garbage collector frees the memory, so a caller that passes the address
 * to the kernel must keep this object reachable.
 */
public final class NativeBuffer {

  private final ByteBuffer bytes;
  private final long address;

  private NativeBuffer(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.nativeOrder());
    this.address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
  }

  /** Allocates {@code size} bytes of zeroed memory. */
  public static NativeBuffer allocate(int size) {
    return new NativeBuffer(ByteBuffer.allocateDirect(size));
  }

  /** Allocates a struct that holds one C {@code int}. */
  static NativeBuffer ofInt(int value) {
    var buffer = allocate(Integer.BYTES);
    buffer.bytes.putInt(0, value);
    return buffer;
  }

  /** Allocates a C string. */
  static NativeBuffer ofText(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var buffer = allocate(bytes.length + 1);
    buffer.bytes.put(0, bytes);
    return buffer;
  }

  /** The only view of this memory; its position and limit belong to the user. */
  public ByteBuffer bytes() {
    return bytes;
  }

  long address() {
    return address;
  }

  int capacity() {
    return bytes.capacity();
  }
}
