package org.holdfast.it.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * A raw ICMP or ICMPv6 socket that sends echo requests to one address and receives the replies. It
 * needs CAP_NET_RAW and is confined to the thread that opened it.
 *
 * <p>The lab does not use {@code ping}, which spins on a whole core at intervals from 1 to 10 ms
 * and probes only every 10 ms while there is no answer. It uses the JDK's foreign functions, so
 * that the measurement does not depend on the native code of the agent under test.
 */
final class LabEchoSocket implements LabEcho {
  private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
  private static final short POLLIN = 1;

  private static final int ECHO_SIZE = 8 + 4;
  private static final int SEQUENCE_AT = 8;

  private enum Kind {
    V4(2, 1, 8, 0),
    V6(10, 58, 128, 129);

    private final int domain;
    private final int protocol;
    private final byte request;
    private final byte reply;

    Kind(int domain, int protocol, int request, int reply) {
      this.domain = domain;
      this.protocol = protocol;
      this.request = (byte) request;
      this.reply = (byte) reply;
    }
  }

  private final Arena arena = Arena.ofConfined();
  private final MethodHandle sendto =
      function("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private final MethodHandle recv =
      function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private final MethodHandle ppoll =
      function("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
  private final MethodHandle close = function("close", JAVA_INT, JAVA_INT);

  private final Kind kind;
  private final int fd;
  private final short identifier;
  private final MemorySegment destination;
  private final MemorySegment echo = arena.allocate(ECHO_SIZE);
  private final MemorySegment received = arena.allocate(2048);
  private final MemorySegment pollfd = arena.allocate(8, 4);
  private final MemorySegment timespec = arena.allocate(16, 8);

  /**
   * @param identifier distinguishes these replies from replies to other senders on the same node
   */
  LabEchoSocket(IpAddress to, short identifier) {
    this.identifier = identifier;
    kind = to.family() == Family.IPV4 ? Kind.V4 : Kind.V6;
    destination = socketAddress(to);
    MethodHandle socket = function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    try {
      fd = (int) socket.invokeExact(kind.domain, SOCK_RAW_NONBLOCK_CLOEXEC, kind.protocol);
    } catch (Throwable e) {
      throw broken(e);
    }
    if (fd < 0) {
      throw new LabException("cannot open a raw ICMP socket (expected: CAP_NET_RAW)");
    }
    pollfd.set(JAVA_INT, 0, fd);
    pollfd.set(JAVA_SHORT, 4, POLLIN);
  }

  @SuppressWarnings("restricted") // these signatures are the C library's
  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  private MemorySegment socketAddress(IpAddress to) {
    MemorySegment address = arena.allocate(28, 4);
    ByteBuffer bytes = address.asByteBuffer().order(ByteOrder.nativeOrder());
    bytes.putShort((short) kind.domain);
    to.write(bytes.position(kind == Kind.V4 ? 4 : 8));
    return address;
  }

  /** Sends one request. */
  @Override
  public boolean send(int sequence) {
    ByteBuffer bytes = echo.asByteBuffer();
    bytes.put(0, kind.request).putShort(2, (short) 0).putShort(4, identifier);
    bytes.putShort(6, (short) sequence).putInt(SEQUENCE_AT, sequence);
    if (kind == Kind.V4) {
      bytes.putShort(2, checksum(bytes)); // the kernel fills in the checksum of ICMPv6
    }
    int length = kind == Kind.V4 ? 16 : 28;
    try {
      return (long) sendto.invokeExact(fd, echo, (long) ECHO_SIZE, 0, destination, length) >= 0;
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static short checksum(ByteBuffer bytes) {
    int sum = 0;
    for (int at = 0; at < ECHO_SIZE; at += 2) {
      sum += Short.toUnsignedInt(bytes.getShort(at));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (short) ~(sum + (sum >>> 16));
  }

  @Override
  public int receive() {
    while (true) {
      long length;
      try {
        length = (long) recv.invokeExact(fd, received, received.byteSize(), 0);
      } catch (Throwable e) {
        throw broken(e);
      }
      if (length < 0) {
        return -1;
      }
      ByteBuffer packet = received.asByteBuffer().limit((int) length);
      int start = kind == Kind.V4 ? (packet.get(0) & 0x0f) * 4 : 0;
      if (length >= start + ECHO_SIZE
          && packet.get(start) == kind.reply
          && packet.getShort(start + 4) == identifier) {
        return packet.getInt(start + SEQUENCE_AT);
      }
    }
  }

  @Override
  public void await(long nanos) {
    timespec.set(JAVA_LONG, 0, nanos / 1_000_000_000);
    timespec.set(JAVA_LONG, 8, nanos % 1_000_000_000);
    try {
      int _ = (int) ppoll.invokeExact(pollfd, 1L, timespec, MemorySegment.NULL);
    } catch (Throwable e) {
      throw broken(e);
    }
  }

  private static LabException broken(Throwable e) {
    return new LabException("the C library's call failed", e);
  }

  @Override
  public void close() {
    try {
      int _ = (int) close.invokeExact(fd);
    } catch (Throwable e) {
      throw broken(e);
    }
    arena.close();
  }
}
