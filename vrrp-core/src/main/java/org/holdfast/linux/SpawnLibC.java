package org.holdfast.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library's calls for children, by JNA's direct mapping: only primitive arguments, addresses
 * as {@code long}. Needs glibc 2.34 for {@code addclosefrom_np}. All constants used with it are the
 * same on x86_64 and aarch64.
 */
final class SpawnLibC {

  static {
    Native.register(SpawnLibC.class, NativeLibrary.getProcess());
  }

  private SpawnLibC() {}

  /** Returns the error number itself instead of -1, as all {@code posix_} calls do. */
  static native int posix_spawn(
      long pid, long path, long fileActions, long attributes, long argv, long envp);

  static native int posix_spawnattr_init(long attributes);

  static native int posix_spawnattr_setflags(long attributes, short flags);

  static native int posix_spawnattr_setsigmask(long attributes, long set);

  static native int posix_spawnattr_setsigdefault(long attributes, long set);

  static native int posix_spawn_file_actions_init(long actions);

  static native int posix_spawn_file_actions_destroy(long actions);

  static native int posix_spawn_file_actions_adddup2(long actions, int from, int to);

  static native int posix_spawn_file_actions_addopen(
      long actions, int fd, long path, int flags, int mode);

  static native int posix_spawn_file_actions_addclosefrom_np(long actions, int lowest);

  static native int sched_getscheduler(int thread);

  static native int pipe2(long fds, int flags);

  static native int fcntl(int fd, int command, long argument);

  static native int eventfd(int initial, int flags);

  static native long read(int fd, long buffer, long count);

  static native long write(int fd, long buffer, long count);

  static native int close(int fd);

  static native int poll(long pollfds, long count, int timeoutMillis);

  static native int waitpid(int pid, long status, int options);

  static native long signal(int signal, long handler);

  static native int kill(int pid, int signal);

  static native long syscall(long number, long first, long second);

  static native int prctl(int option, long second, long third, long fourth, long fifth);

  static native int getpwnam_r(
      String name, long passwd, long buffer, long bufferLength, long result);

  static native int getgrnam_r(
      String name, long group, long buffer, long bufferLength, long result);

  /** The error's name, such as {@code ENOENT}; null when glibc has none. */
  static native String strerrorname_np(int errno);

  static native String strerror(int errno);

  /** The signal's name, such as {@code KILL}, without SIG; null when there is no such signal. */
  static native String sigabbrev_np(int signal);
}
