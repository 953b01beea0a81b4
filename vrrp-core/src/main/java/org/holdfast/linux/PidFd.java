package org.holdfast.linux;

import com.sun.jna.Native;
import java.util.Optional;

/**
 * A descriptor for a process (Linux 5.3): it polls readable when the process has ended, whichever
 * process is its parent, and never refers to another process with the same ID.
 */
public final class PidFd implements AutoCloseable {

  private static final long PIDFD_OPEN = 434;

  private final int fd;
  private boolean closed;

  private PidFd(int fd) {
    this.fd = fd;
  }

  /**
   * Opens the process with that ID; empty when there is none.
   *
   * @throws LinuxException when descriptors or memory are exhausted, or the kernel does not support
   *     pidfds
   */
  public static Optional<PidFd> open(int pid) {
    int fd = (int) LibC.syscall(PIDFD_OPEN, pid, 0);
    if (fd >= 0) {
      return Optional.of(new PidFd(fd));
    }
    int errno = Native.getLastError();
    if (errno == Errno.ESRCH.number()) {
      return Optional.empty();
    }
    throw new LinuxException("watch process " + pid, errno);
  }

  /** The descriptor, for a poll. */
  public int fd() {
    return fd;
  }

  /** Closes the descriptor, once; take it off its poll first. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      var _ = LibC.close(fd);
    }
  }
}
