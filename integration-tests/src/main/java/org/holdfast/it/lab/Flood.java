package org.holdfast.it.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that sends frames from a node repeatedly, one after another, for a limited time, at a
 * given rate or as fast as the kernel accepts them.
 */
public final class Flood implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_QDISC_BYPASS = 20;

  private static final int BATCH = 64;
  private static final int MMSGHDR = 64;
  private static final int SOCKADDR_LL = 20;

  private final Daemon daemon;

  private Flood(Daemon daemon) {
    this.daemon = daemon;
  }

  /**
   * Starts sending.
   *
   * @param perSecond the frames per second; 0 for no limit
   */
  public static Flood start(
      Node node, String device, List<byte[]> frames, Duration time, double perSecond) {
    try {
      Path file = Files.createTempFile(node.lab().directory(), "frames", ".hex");
      Files.write(file, frames.stream().map(HexFormat.of()::formatHex).toList());
      var arguments =
          List.of(
              node.run("cat", "/sys/class/net/" + device + "/ifindex").strip(),
              file.toString(),
              Long.toString(time.toMillis()),
              Double.toString(perSecond));
      return new Flood(node.start(LabJava.small(Flood.class, arguments).toArray(String[]::new)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end and returns the number of frames sent per second. */
  public double await(Duration atMost) {
    daemon.await(atMost);
    String[] words = daemon.log().strip().split(" ", -1);
    if (words.length != 2 || !words[0].equals("rate")) {
      throw new LabException("the flood failed:\n" + daemon.log());
    }
    return Double.parseDouble(words[1]);
  }

  @Override
  public void close() {
    daemon.close();
  }

  /**
   * Sends the frames.
   *
   * @param arguments the interface index, a file of frames in hexadecimal, milliseconds, frames per
   *     second
   */
  public static void main(String[] arguments) throws IOException {
    int index = Integer.parseInt(arguments[0]);
    var frames =
        Files.readAllLines(Path.of(arguments[1])).stream().map(HexFormat.of()::parseHex).toList();
    long nanos = Duration.ofMillis(Long.parseLong(arguments[2])).toNanos();
    double perSecond = Double.parseDouble(arguments[3]);
    try (Arena arena = Arena.ofConfined()) {
      System.out.printf("rate %.1f%n", send(arena, index, frames, nanos, perSecond));
    }
  }

  private static double send(
      Arena arena, int index, List<byte[]> frames, long nanos, double perSecond) {
    try {
      int fd =
          (int)
              function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)
                  .invokeExact(AF_PACKET, SOCK_RAW_CLOEXEC, 0);
      if (fd < 0) {
        throw new LabException("cannot open a packet socket (expected: CAP_NET_RAW)");
      }
      MemorySegment yes = arena.allocateFrom(JAVA_INT, 1);
      int _ =
          (int)
              function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)
                  .invokeExact(fd, SOL_PACKET, PACKET_QDISC_BYPASS, yes, 4);
      MethodHandle sendmmsg = function("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
      List<MemorySegment> headers = frames.stream().map(f -> frame(arena, index, f)).toList();
      MemorySegment batch = arena.allocate((long) MMSGHDR * BATCH, 8);
      int size = perSecond > 0 && perSecond < 10_000 ? 1 : BATCH;
      long sent = 0;
      int next = 0;
      long start = System.nanoTime();
      while (System.nanoTime() - start < nanos) {
        for (int slot = 0; slot < size; slot++, next = (next + 1) % headers.size()) {
          MemorySegment.copy(headers.get(next), 0, batch, (long) slot * MMSGHDR, MMSGHDR);
        }
        int taken = (int) sendmmsg.invokeExact(fd, batch, size, 0);
        sent += Math.max(0, taken);
        if (perSecond > 0) {
          pause(start + (long) (sent / perSecond * 1e9));
        }
      }
      return sent / ((System.nanoTime() - start) / 1e9);
    } catch (LabException e) {
      throw e;
    } catch (Throwable e) {
      throw new LabException("the C library's call failed", e);
    }
  }

  private static void pause(long until) {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Returns a struct mmsghdr that sends this frame. */
  private static MemorySegment frame(Arena arena, int index, byte[] bytes) {
    MemorySegment address = arena.allocate(SOCKADDR_LL, 4);
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(JAVA_INT, 4, index);
    address.set(JAVA_BYTE, 11, (byte) 6);
    MemorySegment vector = arena.allocate(16, 8);
    vector.set(ADDRESS, 0, arena.allocateFrom(JAVA_BYTE, bytes));
    vector.set(JAVA_LONG, 8, bytes.length);
    MemorySegment header = arena.allocate(MMSGHDR, 8);
    header.set(ADDRESS, 0, address);
    header.set(JAVA_INT, 8, SOCKADDR_LL);
    header.set(ADDRESS, 16, vector);
    header.set(JAVA_LONG, 24, 1);
    return header;
  }

  @SuppressWarnings("restricted") // these signatures are the C library's
  private static MethodHandle function(
      String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}
