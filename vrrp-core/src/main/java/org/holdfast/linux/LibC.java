package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library's calls, by JNA's direct mapping: primitive arguments alone, addresses as {@code
 * long}, structs laid out by hand in {@link NativeBuffer}s, nothing allocated on a call.
 *
 * <p>A call that returns -1 leaves its reason in {@link Native#getLastError()}, which must be read
 * next on the same thread. Sizes and struct layouts are those of 64-bit Linux, the same on x86_64
 * and aarch64.
 */
final class LibC {

  static {
    // The process has its C library open already, under whatever name.
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, long address, int length);

  static native int close(int fd);

  static native int setsockopt(int fd, int level, int name, long value, int length);

  static native long sendto(int fd, long bytes, long count, int flags, long to, int toLength);

  static native long recvmsg(int fd, long message, int flags);

  static native int poll(long pollfds, long count, int timeoutMillis);

  static native int sched_setscheduler(int pid, int policy, long parameter);

  static native int mlockall(int flags);
}
