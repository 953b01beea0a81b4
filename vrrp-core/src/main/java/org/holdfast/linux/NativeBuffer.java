package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Memory that the kernel can be pointed at: a direct buffer in native byte order, with its address
 * taken once, because taking it costs more than a system call's overhead.
 *
 * <p>For one thread at a time. Freed by the collector, so whoever hands the address to the kernel
 * keeps this object reachable.
 */
public final class NativeBuffer {

  private final ByteBuffer bytes;
  private final long address;

  private NativeBuffer(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.nativeOrder());
    this.address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
  }

  /** Zeroed memory of {@code size} bytes. */
  public static NativeBuffer allocate(int size) {
    return new NativeBuffer(ByteBuffer.allocateDirect(size));
  }

  /** Memory of a struct that holds one C {@code int}. */
  static NativeBuffer ofInt(int value) {
    var buffer = allocate(Integer.BYTES);
    buffer.bytes.putInt(0, value);
    return buffer;
  }

  /** Memory of a C string. */
  static NativeBuffer ofText(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var buffer = allocate(bytes.length + 1);
    buffer.bytes.put(0, bytes);
    return buffer;
  }

  /** The one view of this memory; its position and limit are the user's. */
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
