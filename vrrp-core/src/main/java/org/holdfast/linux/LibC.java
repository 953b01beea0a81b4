package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library's calls, by JNA's direct mapping: only primitive arguments, addresses as {@code
 * long}, structs laid out by hand in {@link NativeBuffer}s, and no allocation in a call.
 *
 * <p>A call that returns -1 leaves the error number in {@link Native#getLastError()}, which must be
 * read next on the same thread. Sizes and struct layouts are those of 64-bit Linux, the same on
 * x86_64 and aarch64.
 */
final class LibC {

  static {
    // The process has already opened its C library, under any name.
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, long address, int length);

  static native int connect(int fd, long address, int length);

  static native int close(int fd);

  static native int setsockopt(int fd, int level, int name, long value, int length);

  static native int getsockopt(int fd, int level, int name, long value, long length);

  static native long sendto(int fd, long bytes, long count, int flags, long to, int toLength);

  static native long recvmsg(int fd, long message, int flags);

  static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

  static native long recvfrom(
      int fd, long bytes, long count, int flags, long from, long fromLength);

  static native int if_nametoindex(long name);

  static native int epoll_create1(int flags);

  static native int epoll_ctl(int set, int operation, int fd, long event);

  static native int epoll_wait(int set, long events, int most, int timeoutMillis);

  static native int poll(long pollfds, long count, int timeoutMillis);

  static native int sched_setscheduler(int pid, int policy, long parameter);

  static native int mlockall(int flags);

  static native int getrlimit(int resource, long limits);

  static native int setrlimit(int resource, long limits);

  static native long read(int fd, long buffer, long count);

  static native int inotify_init1(int flags);

  static native int inotify_add_watch(int fd, long path, int mask);

  static native int inotify_rm_watch(int fd, int watch);

  static native int statfs(long path, long into);

  static native int open(long path, int flags, int mode);

  /** Returns the error number itself and does not set errno. */
  static native int posix_fallocate(int fd, long offset, long length);

  static native long syscall(long number, long first, long second);
}
