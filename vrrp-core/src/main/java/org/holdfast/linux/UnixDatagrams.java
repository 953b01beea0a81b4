package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;

/** A Unix datagram socket that sends to one path. Not thread-safe. */
final class UnixDatagrams implements AutoCloseable {

  /** Sends nothing rather than wait for the receiver. */
  static final int MSG_DONTWAIT = 0x40;

  static final int LONGEST_PATH = 107;

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int FAMILY_BYTES = 2;

  private final LinuxSocket socket;
  private final NativeBuffer address;

  /**
   * Opens a socket.
   *
   * @param path the receiver's path, at most {@link #LONGEST_PATH} bytes in UTF-8; a leading
   *     {@code @} stands for the abstract name space
   * @param name the socket's name in failures
   * @throws LinuxException if there is no socket to be had
   */
  UnixDatagrams(String path, String name) {
    var bytes = path.getBytes(StandardCharsets.UTF_8);
    boolean isAbstract = path.startsWith("@");
    if (isAbstract) {
      bytes[0] = 0;
    }
    address = NativeBuffer.allocate(FAMILY_BYTES + bytes.length + (isAbstract ? 0 : 1));
    address.bytes().putShort(0, (short) AF_UNIX).put(FAMILY_BYTES, bytes);
    socket = LinuxSocket.open(AF_UNIX, SOCK_DGRAM, 0, name);
  }

  /**
   * Sends one datagram.
   *
   * @throws LinuxException if it cannot be sent
   */
  void send(byte[] datagram, int flags) {
    var bytes = NativeBuffer.allocate(datagram.length);
    bytes.bytes().put(0, datagram);
    try {
      long sent =
          LibC.sendto(
              socket.fd(),
              bytes.address(),
              datagram.length,
              flags,
              address.address(),
              address.capacity());
      int errno = Native.getLastError();
      if (sent < 0) {
        throw socket.failure("send by", errno);
      }
    } finally {
      Reference.reachabilityFence(address);
      Reference.reachabilityFence(bytes);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
