package org.holdfast.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes this process visible to the other processes in the network namespace until the socket is
 * closed or the process dies: a Unix socket with a name in the abstract name space, which
 * /proc/net/unix lists.
 */
public final class PresenceSocket implements AutoCloseable {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int FAMILY_BYTES = 2;
  private static final Path SOCKETS = Path.of("/proc/thread-self/net/unix");

  private final LinuxSocket socket;
  private final String kind;

  private PresenceSocket(LinuxSocket socket, String kind) {
    this.socket = socket;
    this.kind = kind;
  }

  /**
   * Makes this process visible as one of the given kind.
   *
   * @param kind for example {@code holdfast}
   * @throws LinuxException when the kernel refuses to bind the socket
   */
  public static PresenceSocket open(String kind) {
    // Neither secure nor formatted: the name only has to be unique, and both would delay the start.
    var name = kind + "-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    var bytes = name.getBytes(StandardCharsets.US_ASCII);
    var address = NativeBuffer.allocate(FAMILY_BYTES + 1 + bytes.length);
    address.bytes().putShort(0, (short) AF_UNIX).put(FAMILY_BYTES + 1, bytes);
    var socket = LinuxSocket.open(AF_UNIX, SOCK_DGRAM, 0, "presence socket");
    try {
      if (LibC.bind(socket.fd(), address.address(), address.capacity()) != 0) {
        var failure = socket.failure("bind", Native.getLastError());
        socket.close();
        throw failure;
      }
    } finally {
      Reference.reachabilityFence(address);
    }
    return new PresenceSocket(socket, kind);
  }

  /**
   * Whether no other process of this kind is visible; false when that cannot be determined. Must be
   * called on a thread in the socket's network namespace.
   */
  public boolean isAlone() {
    return count(kind) == 1;
  }

  /**
   * The number of visible processes of that kind in the calling thread's network namespace; a large
   * number when that cannot be determined.
   */
  public static long count(String kind) {
    try (var lines = Files.lines(SOCKETS, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains(" @" + kind + "-")).count();
    } catch (IOException | UncheckedIOException unseen) {
      return Long.MAX_VALUE;
    }
  }

  /** Makes this process invisible again. */
  @Override
  public void close() {
    socket.close();
  }
}
