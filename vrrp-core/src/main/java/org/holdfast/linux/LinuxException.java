package org.holdfast.linux;

/**
 * The kernel refused something. The message names the operation with its object, the error and,
 * where netlink gave one, the kernel's own explanation: {@code add 10.0.0.9/24 dev eth0: EPERM
 * (Operation not permitted)}.
 */
public class LinuxException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int errno;

  /** What was tried, on what, and the error's number. */
  public LinuxException(String operation, int errno) {
    this(operation, errno, "");
  }

  /** As the other, with the kernel's explanation; empty when it gave none. */
  public LinuxException(String operation, int errno, String explanation) {
    super(
        operation
            + ": "
            + Errno.describe(errno)
            + (explanation.isEmpty() ? "" : ": " + explanation));
    this.errno = errno;
  }

  /** The error's number, see {@link Errno}. */
  public int errno() {
    return errno;
  }

  /** Whether the error is this one. */
  public boolean is(Errno other) {
    return errno == other.number();
  }
}
