package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * Sockets as bare descriptors, for callers that open thousands a second: non-blocking, closed on
 * exec, without exceptions, and without allocation except for an {@link IpAddress} where one is
 * returned. Every method returns the kernel's result: 0 or more, or the negated error number
 * ({@link Errno}).
 *
 * <p>Not thread-safe. Only the caller keeps track of a descriptor; it is closed by {@link #close}
 * or {@link #abort}.
 */
public final class SocketCalls {

  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x8_0000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_TRUNC = 0x20;

  // sockaddr_in: family 0, port 2, address 4; sockaddr_in6: flow 4, address 8, scope 24
  private static final int PORT = 2;
  private static final int IN_ADDRESS = 4;
  private static final int IN_SIZE = 16;
  private static final int IN6_ADDRESS = 8;
  private static final int IN6_SCOPE = 24;
  private static final int IN6_SIZE = 28;

  private final NativeBuffer address = NativeBuffer.allocate(IN6_SIZE);
  private final NativeBuffer value = NativeBuffer.allocate(32);
  private final NativeBuffer length = NativeBuffer.allocate(Integer.BYTES);

  /** The kinds of socket, with Linux's type and protocol. */
  public enum Kind {
    TCP(1, 6),
    UDP(2, 17),
    RAW_ICMP(3, 1),
    RAW_ICMPV6(3, 58);

    private final int type;
    private final int protocol;

    Kind(int type, int protocol) {
      this.type = type;
      this.protocol = protocol;
    }
  }

  /** Opens a new descriptor. */
  public int open(Family family, Kind kind) {
    return orError(
        LibC.socket(family.linuxNumber(), kind.type | SOCK_NONBLOCK | SOCK_CLOEXEC, kind.protocol));
  }

  /** Sets an option with an int value. */
  public int set(int fd, SocketOption option, int to) {
    value.bytes().putInt(0, to);
    return set(fd, option, value, Integer.BYTES);
  }

  /** Sets an option with a text value, such as a link's name: at most 31 bytes. */
  public int set(int fd, SocketOption option, String to) {
    return set(fd, option, value, cString(to));
  }

  /** Sets an option with a struct in native byte order: the whole of {@code to}. */
  public int set(int fd, SocketOption option, NativeBuffer to) {
    return set(fd, option, to, to.capacity());
  }

  private static int set(int fd, SocketOption option, NativeBuffer to, int bytes) {
    try {
      return orError(LibC.setsockopt(fd, option.level(), option.number(), to.address(), bytes));
    } finally {
      Reference.reachabilityFence(to);
    }
  }

  /** Writes text and its terminating NUL into {@link #value}; returns the number of bytes. */
  private int cString(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    int size = Math.min(bytes.length, value.capacity() - 1);
    value.bytes().put(0, bytes, 0, size).put(size, (byte) 0);
    return size + 1;
  }

  /** The index of the link with that name; 0 when there is none. */
  public int interfaceIndex(String name) {
    var _ = cString(name);
    return LibC.if_nametoindex(value.address());
  }

  /**
   * Binds a socket.
   *
   * @param port 0 for a port of the kernel's choice
   * @param zone the interface index that a link-local IPv6 address needs
   */
  public int bind(int fd, IpAddress local, int port, int zone) {
    return orError(LibC.bind(fd, address.address(), fill(local, port, zone)));
  }

  /**
   * Starts connecting: returns 0 when the connection is established, EINPROGRESS when epoll will
   * report it.
   */
  public int connect(int fd, IpAddress remote, int port, int zone) {
    return orError(LibC.connect(fd, address.address(), fill(remote, port, zone)));
  }

  /** Returns the socket's pending error, negated, and clears it; 0 for none. */
  public int takeError(int fd) {
    length.bytes().putInt(0, Integer.BYTES);
    int done =
        LibC.getsockopt(
            fd,
            SocketOption.SO_ERROR.level(),
            SocketOption.SO_ERROR.number(),
            value.address(),
            length.address());
    return done < 0 ? -Native.getLastError() : -value.bytes().getInt(0);
  }

  /** Sends the bytes between position and limit to the connected address. */
  public int send(int fd, NativeBuffer bytes) {
    return send(fd, bytes, 0, 0);
  }

  /** Sends the bytes between position and limit. */
  public int send(int fd, NativeBuffer bytes, IpAddress to, int zone) {
    int size = fill(to, 0, zone);
    return send(fd, bytes, address.address(), size);
  }

  private static int send(int fd, NativeBuffer bytes, long to, int toLength) {
    var content = bytes.bytes();
    long start = bytes.address() + content.position();
    try {
      return orError(
          LibC.sendto(fd, start, content.remaining(), MSG_DONTWAIT | MSG_NOSIGNAL, to, toLength));
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  /**
   * Receives into the whole of {@code bytes} and sets its position and limit around the received
   * bytes.
   *
   * @return the length of the datagram, which may exceed the buffer; for a stream, 0 at its end
   */
  public int receive(int fd, NativeBuffer bytes) {
    length.bytes().putInt(0, IN6_SIZE);
    try {
      int result =
          orError(
              LibC.recvfrom(
                  fd,
                  bytes.address(),
                  bytes.capacity(),
                  MSG_DONTWAIT | MSG_TRUNC,
                  address.address(),
                  length.address()));
      bytes.bytes().position(0).limit(Math.clamp(result, 0, bytes.capacity()));
      return result;
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  /**
   * Reads from a stream into the space between position and limit, which do not change. ({@link
   * #receive} would make the kernel discard the bytes whose length it should measure.)
   *
   * @return the number of bytes; 0 at the end
   */
  public int read(int fd, NativeBuffer bytes) {
    var content = bytes.bytes();
    long start = bytes.address() + content.position();
    try {
      return orError(LibC.recvfrom(fd, start, content.remaining(), MSG_DONTWAIT, 0, 0));
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  /** The source address of the last {@link #receive}. */
  public IpAddress source(Family family) {
    return IpAddress.read(
        family, address.bytes(), family == Family.IPV4 ? IN_ADDRESS : IN6_ADDRESS);
  }

  /** Writes a sockaddr into {@link #address}; returns its size. */
  private int fill(IpAddress ip, int port, int zone) {
    boolean v4 = ip.family() == Family.IPV4;
    ByteBuffer bytes = address.bytes().clear();
    bytes.putShort(0, (short) ip.family().linuxNumber()).putShort(PORT, networkOrder(port));
    if (v4) {
      bytes.putLong(IN6_ADDRESS, 0);
    } else {
      bytes.putInt(IN_ADDRESS, 0).putInt(IN6_SCOPE, ip.isLinkLocal() ? zone : 0);
    }
    ip.write(bytes.position(v4 ? IN_ADDRESS : IN6_ADDRESS));
    return v4 ? IN_SIZE : IN6_SIZE;
  }

  private static short networkOrder(int port) {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? (short) port
        : Short.reverseBytes((short) port);
  }

  /**
   * Closes a connection abruptly: unsent bytes are discarded, the peer gets an RST, and no
   * TIME_WAIT keeps the port.
   */
  public void abort(int fd) {
    value.bytes().putInt(0, 1).putInt(Integer.BYTES, 0); // struct linger: on, for zero seconds
    var _ = set(fd, SocketOption.SO_LINGER, value, 2 * Integer.BYTES);
    close(fd);
  }

  /** Closes a descriptor. Linux releases it even when it reports an error. */
  public void close(int fd) {
    LibC.close(fd);
  }

  private static int orError(long result) {
    return result < 0 ? -Native.getLastError() : (int) result;
  }
}
