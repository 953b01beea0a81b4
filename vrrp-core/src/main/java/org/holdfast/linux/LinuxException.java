package org.holdfast.linux;

/**
 * Reports that the kernel refused an operation. The message names the operation with its object,
 * the error and, if netlink returned one, the kernel's own explanation: {@code add 10.0.0.9/24 dev
 * eth0: EPERM (Operation not permitted)}.
 */
public class LinuxException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int errno;

  /** Creates an exception from the operation with its object, and the error number. */
  public LinuxException(String operation, int errno) {
    this(operation, errno, "");
  }

  /** Like the other constructor, with the kernel's explanation; empty when the kernel gave none. */
  public LinuxException(String operation, int errno, String explanation) {
    super(
        operation
            + ": "
            + Errno.describe(errno)
            + (explanation.isEmpty() ? "" : ": " + explanation));
    this.errno = errno;
  }

  /** Whether the operation failed with this error. */
  public boolean is(Errno other) {
    return errno == other.number();
  }
}
