package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library's calls for named pipes, exec, links and scheduling, by JNA's direct mapping. They
 * are in a separate class so that only agents that need them load them.
 */
final class FileLibC {

  static {
    Native.register(FileLibC.class, NativeLibrary.getProcess());
  }

  private FileLibC() {}

  static native int mkfifo(long path, int mode);

  static native int open(long path, int flags);

  static native int close(int fd);

  static native int setpriority(int which, int who, int priority);

  static native int sched_setaffinity(int thread, long size, long mask);

  static native int umask(int mask);

  static native int ioctl(int fd, long request, long argument);

  static native int setns(int fd, int kind);

  static native int execv(long path, long argv);
}
