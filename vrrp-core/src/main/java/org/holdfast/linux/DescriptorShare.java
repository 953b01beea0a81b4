package org.holdfast.linux;

/**
 * The descriptors that health checks may use. The rest of the process's limit (RLIMIT_NOFILE) is
 * reserved for the election, netlink, the control socket, scripts and files, however many servers
 * are checked.
 *
 * <p>Linux gives a new descriptor the lowest free number. A number below the share therefore means
 * that the reserve above it is free of checks, and no counting is needed. Thread-safe.
 */
public final class DescriptorShare {

  /** The reserve: the control socket and the metrics' port alone may have 144 connections. */
  private static final int RESERVE = 512;

  private static final int RLIMIT_NOFILE = 7;
  private static final int EPOLL_CLOEXEC = 0x8_0000;

  // struct rlimit: soft, hard. One for all calls: at the limit there are two for each check, and a
  // buffer of its own would stay until the next full collection. Guarded by the class.
  private static final NativeBuffer LIMITS = NativeBuffer.allocate(2 * Long.BYTES);

  private static volatile int share;

  private DescriptorShare() {}

  /** The number of descriptors that checks may use of {@code limit}. */
  static int of(int limit) {
    return limit - Math.min(RESERVE, limit / 2);
  }

  /** Whether a check may keep the descriptor {@code fd} that it has just opened. */
  public static boolean allows(int fd) {
    if (fd < share) {
      return true;
    }
    share = of(limit()); // an operator may have changed the limit
    return fd < share;
  }

  /** Whether a check may open {@code count} descriptors one after the other now. */
  public static boolean hasRoomFor(int count) {
    int fd = LibC.epoll_create1(EPOLL_CLOEXEC); // a descriptor that needs nothing
    if (fd < 0) {
      return false;
    }
    LibC.close(fd);
    return allows(fd + count - 1);
  }

  /** Why a check could not keep its descriptor. */
  public static String words() {
    int limit = limit();
    return "the last "
        + (limit - of(limit))
        + " of "
        + limit
        + " descriptors are reserved for the election and the control socket";
  }

  private static synchronized int limit() {
    int done = LibC.getrlimit(RLIMIT_NOFILE, LIMITS.address());
    long soft = LIMITS.bytes().getLong(0);
    return done < 0 || soft < 0 || soft > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) soft;
  }
}
