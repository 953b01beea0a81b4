package org.holdfast.it.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.net.IpAddress;

/**
 * Asks by ARP, 100 times a second, who has an IPv4 address, and prints a line whenever the set of
 * hosts that answer a request is another one:
 *
 * <pre>
 * owners AT HARDWARE-ADDRESS,...     {@code -} instead of the addresses if no host answers
 * </pre>
 *
 * <p>A host counts if it answers within the request's 10 ms; a set counts when two requests in a
 * row had it, so that a single late answer changes nothing.
 *
 * <p>Usage: {@code OwnerProbe INTERFACE-INDEX HARDWARE-ADDRESS OWN-ADDRESS ADDRESS}.
 */
public final class OwnerProbe {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
  private static final short ETHERTYPE_ARP = 0x0806;
  private static final int SOCKADDR_LL = 20;
  private static final short POLLIN = 1;
  private static final long INTERVAL_NANOS = Duration.ofMillis(10).toNanos();

  /** The length of an Ethernet frame with ARP for IPv4, and places in it. */
  private static final int FRAME = 42;

  private static final int OPERATION = 20;
  private static final int SENDER_HARDWARE = 22;
  private static final int SENDER = 28;
  private static final int TARGET_HARDWARE = 32;
  private static final int TARGET = 38;
  private static final short REPLY = 2;

  private final Arena arena = Arena.ofAuto();
  private final MethodHandle send =
      function("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private final MethodHandle recv =
      function("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private final MethodHandle ppoll =
      function("ppoll", JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);

  private final MemorySegment request = arena.allocate(FRAME);
  private final MemorySegment received = arena.allocate(2048);
  private final MemorySegment pollfd = arena.allocate(8, 4);
  private final MemorySegment timespec = arena.allocate(16, 8);
  private final byte[] own;
  private final byte[] asked;
  private final int fd;
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private OwnerProbe(int index, byte[] hardware, IpAddress own, IpAddress asked) throws Throwable {
    this.own = bytes(own);
    this.asked = bytes(asked);
    fd =
        (int)
            function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                .invokeExact(
                    AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, (int) Short.reverseBytes(ETHERTYPE_ARP));
    if (fd < 0) {
      throw new LabException("cannot open a packet socket (expected: CAP_NET_RAW)");
    }
    MemorySegment address = arena.allocate(SOCKADDR_LL, 4);
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(JAVA_SHORT, 2, Short.reverseBytes(ETHERTYPE_ARP));
    address.set(JAVA_INT, 4, index);
    int status =
        (int)
            function("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)
                .invokeExact(fd, address, SOCKADDR_LL);
    if (status != 0) {
      throw new LabException("cannot bind a packet socket to interface " + index);
    }
    request
        .asByteBuffer()
        .put(HexFormat.of().parseHex("ffffffffffff"))
        .put(hardware)
        .put(HexFormat.of().parseHex("080600010800060400" + "01"))
        .put(hardware)
        .put(this.own)
        .put(new byte[6])
        .put(this.asked);
    pollfd.set(JAVA_INT, 0, fd);
    pollfd.set(JAVA_SHORT, 4, POLLIN);
  }

  private static byte[] bytes(IpAddress address) {
    var bytes = ByteBuffer.allocate(4);
    address.write(bytes);
    return bytes.array();
  }

  @SuppressWarnings("restricted") // these signatures are the C library's
  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  /** Asks until it is killed. */
  public static void main(String[] arguments) throws Throwable {
    new OwnerProbe(
            Integer.parseInt(arguments[0]),
            HexFormat.ofDelimiter(":").parseHex(arguments[1]),
            IpAddress.of(arguments[2]),
            IpAddress.of(arguments[3]))
        .run();
  }

  private void run() throws Throwable {
    Set<String> reported = null;
    Set<String> previous = null;
    while (true) {
      Instant at = Instant.now().truncatedTo(ChronoUnit.MICROS);
      Set<String> owners = ask();
      if (owners.equals(previous) && !owners.equals(reported)) {
        out.println("owners " + at + " " + (owners.isEmpty() ? "-" : String.join(",", owners)));
        reported = owners;
      }
      previous = owners;
    }
  }

  private Set<String> ask() throws Throwable {
    // The kernel refuses the frame while the link is down: then no host can answer either.
    long _ = (long) send.invokeExact(fd, request, (long) FRAME, 0);
    var owners = new TreeSet<String>();
    long until = System.nanoTime() + INTERVAL_NANOS;
    for (long left = INTERVAL_NANOS; left > 0; left = until - System.nanoTime()) {
      timespec.set(JAVA_LONG, 8, left);
      int _ = (int) ppoll.invokeExact(pollfd, 1L, timespec, MemorySegment.NULL);
      while ((long) recv.invokeExact(fd, received, received.byteSize(), 0) >= FRAME) {
        if (isAnswer()) {
          byte[] hardware = new byte[6];
          MemorySegment.copy(received, JAVA_BYTE, SENDER_HARDWARE, hardware, 0, hardware.length);
          owners.add(HexFormat.ofDelimiter(":").formatHex(hardware));
        }
      }
    }
    return owners;
  }

  /** A gratuitous reply names the virtual address as its target too, so it is none. */
  private boolean isAnswer() {
    return received.get(JAVA_SHORT_UNALIGNED, OPERATION) == Short.reverseBytes(REPLY)
        && matches(SENDER, asked)
        && matches(TARGET, own)
        && !matches(TARGET_HARDWARE, new byte[6]);
  }

  private boolean matches(int place, byte[] expected) {
    for (int at = 0; at < expected.length; at++) {
      if (received.get(JAVA_BYTE, place + at) != expected[at]) {
        return false;
      }
    }
    return true;
  }
}
