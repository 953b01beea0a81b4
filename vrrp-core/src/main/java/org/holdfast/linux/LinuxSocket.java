package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;

/**
 * A socket's file descriptor: non-blocking, closed on exec. Failures during set-up are {@link
 * LinuxException}s that name the operation and the socket. Calls in normal operation return the
 * kernel's result, a count or a negated error number, because an exception for each full queue
 * would cost more than the packet.
 *
 * <p>Not thread-safe.
 */
public final class LinuxSocket implements AutoCloseable {

  static final int SOCK_RAW = 3;

  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x8_0000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final short POLLIN = 1;

  private final int fd;
  private final String name;
  private final NativeBuffer pollfd = NativeBuffer.allocate(8);
  private boolean closed;

  private LinuxSocket(int fd, String name) {
    this.fd = fd;
    this.name = name;
    pollfd.bytes().putInt(0, fd).putShort(4, POLLIN);
  }

  /**
   * Opens a socket.
   *
   * @param name the socket's name in messages: {@code VRRP receive socket on eth0}
   */
  static LinuxSocket open(int domain, int type, int protocol, String name) {
    int fd = LibC.socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    if (fd < 0) {
      throw new LinuxException("open " + name, Native.getLastError());
    }
    return new LinuxSocket(fd, name);
  }

  /** Opens a netlink socket of {@code protocol}, bound to a port of the kernel's choice. */
  public static LinuxSocket openNetlink(int protocol, String name) {
    var socket = open(SocketAddress.AF_NETLINK, SOCK_RAW, protocol, name);
    try {
      socket.bind(SocketAddress.netlink());
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  /** The descriptor's number, for an event loop. The socket remains responsible for closing it. */
  public int fd() {
    return fd;
  }

  /** Sets an option with an int value. */
  public void set(SocketOption option, int value) {
    set(option, NativeBuffer.ofInt(value));
  }

  void set(SocketOption option, NativeBuffer value) {
    int errno = tryToSet(option, value);
    if (errno != 0) {
      throw failure("set " + option + " of", errno);
    }
  }

  /** Sets an option that the kernel may not know; returns whether it does. */
  public boolean trySet(SocketOption option, int value) {
    return tryToSet(option, NativeBuffer.ofInt(value)) == 0;
  }

  boolean trySet(SocketOption option, NativeBuffer value) {
    return tryToSet(option, value) == 0;
  }

  private int tryToSet(SocketOption option, NativeBuffer value) {
    try {
      int done =
          LibC.setsockopt(fd, option.level(), option.number(), value.address(), value.capacity());
      return done == 0 ? 0 : Native.getLastError();
    } finally {
      Reference.reachabilityFence(value);
    }
  }

  /**
   * Requests a receive buffer of {@code bytes}: beyond the system's limit where that is allowed,
   * otherwise up to the limit.
   */
  public void receiveBuffer(int bytes) {
    if (!trySet(SocketOption.SO_RCVBUFFORCE, bytes)) {
      set(SocketOption.SO_RCVBUF, bytes);
    }
  }

  /** Requests a send buffer of {@code bytes}, like {@link #receiveBuffer}. */
  void sendBuffer(int bytes) {
    if (!trySet(SocketOption.SO_SNDBUFFORCE, bytes)) {
      set(SocketOption.SO_SNDBUF, bytes);
    }
  }

  void bind(SocketAddress address) {
    try {
      if (LibC.bind(fd, address.address(), address.length()) != 0) {
        throw failure("bind to " + address + " the", Native.getLastError());
      }
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  /**
   * Sends the bytes between position and limit to the address that the socket is bound or connected
   * to.
   */
  public int send(NativeBuffer packet) {
    return sent(packet, 0, 0);
  }

  int send(NativeBuffer packet, SocketAddress to) {
    try {
      return sent(packet, to.address(), to.length());
    } finally {
      Reference.reachabilityFence(to);
    }
  }

  private int sent(NativeBuffer packet, long to, int toLength) {
    var bytes = packet.bytes();
    long start = packet.address() + bytes.position();
    try {
      long count = LibC.sendto(fd, start, bytes.remaining(), MSG_DONTWAIT, to, toLength);
      return count < 0 ? -Native.getLastError() : (int) count;
    } finally {
      Reference.reachabilityFence(packet);
    }
  }

  /**
   * Receives one datagram into {@code message}; returns its length there or the negated error
   * number.
   */
  public int receive(MessageHeader message) {
    long count = LibC.recvmsg(fd, message.prepare(), MSG_DONTWAIT);
    if (count < 0) {
      return -Native.getLastError();
    }
    message.received((int) count);
    return (int) count;
  }

  /**
   * Receives datagrams into {@code count} consecutive structs mmsghdr; returns the number of
   * received datagrams or the negated error number.
   */
  int receive(NativeBuffer entries, int count) {
    try {
      int received = LibC.recvmmsg(fd, entries.address(), count, MSG_DONTWAIT, 0);
      return received < 0 ? -Native.getLastError() : received;
    } finally {
      Reference.reachabilityFence(entries);
    }
  }

  /**
   * Waits until there is something to read or the timeout has passed.
   *
   * @return whether there is something to read; false also when a signal cut the wait short
   */
  public boolean awaitReadable(int timeoutMillis) {
    int ready = LibC.poll(pollfd.address(), 1, timeoutMillis);
    int errno = Native.getLastError();
    if (ready < 0 && errno != Errno.EINTR.number()) {
      throw failure("poll", errno);
    }
    return ready > 0;
  }

  /**
   * Creates the exception for an error of this socket; {@code errno} as the call returned it, or
   * negated.
   */
  public LinuxException failure(String operation, int errno) {
    return new LinuxException(operation + " " + name, Math.abs(errno));
  }

  /** The name that was given when the socket was opened. */
  @Override
  public String toString() {
    return name;
  }

  /** Closes the descriptor, once. Take it off its event loop first. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (LibC.close(fd) != 0) {
      throw failure("close", Native.getLastError());
    }
  }
}
