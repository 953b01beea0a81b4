package org.holdfast.linux;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * Shows the other processes of the network namespace that this one lives, until it is closed or the
 * process dies: a Unix socket with a name in the abstract name space, which /proc/net/unix lists.
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
   * Shows this process as one of a kind.
   *
   * @param kind such as {@code holdfast}
   * @throws LinuxException when the kernel refuses
   */
  public static PresenceSocket open(String kind) {
    var name = "%s-%016x".formatted(kind, new SecureRandom().nextLong());
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
   * Whether no other process of this kind shows itself; false when that cannot be seen. From a
   * thread in the network namespace that the socket is in.
   */
  public boolean isAlone() {
    return count(kind) == 1;
  }

  /**
   * How many processes of that kind show themselves in the calling thread's network namespace; many
   * when that cannot be seen.
   */
  public static long count(String kind) {
    try (var lines = Files.lines(SOCKETS, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> line.contains(" @" + kind + "-")).count();
    } catch (IOException | UncheckedIOException unseen) {
      return Long.MAX_VALUE;
    }
  }

  /** This process is seen no longer. */
  @Override
  public void close() {
    socket.close();
  }
}
