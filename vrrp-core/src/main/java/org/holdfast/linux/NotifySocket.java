package org.holdfast.linux;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix datagram socket on which a service manager receives a service's notifications
 * (sd_notify(3)).
 */
public final class NotifySocket {

  private static final Logger log = LoggerFactory.getLogger(NotifySocket.class);

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int FAMILY_BYTES = 2;
  private static final int LONGEST_PATH = 107;

  private final byte[] path;

  /**
   * Creates the sender's side.
   *
   * @param path the value of NOTIFY_SOCKET; a leading {@code @} stands for the abstract name space
   */
  public NotifySocket(String path) {
    this.path = path.getBytes(StandardCharsets.UTF_8);
    if (path.startsWith("@")) {
      this.path[0] = 0;
    }
  }

  /** Sends one message, such as {@code READY=1}. A failure is only logged. */
  public void send(String message) {
    send(message, 0).ifPresent(failure -> log.warn("{}", failure));
  }

  /**
   * Sends one message of a kind that is sent again and again. Drops it if it cannot be sent at
   * once, for example because the service manager does not read.
   */
  public void sendNow(String message) {
    var _ = send(message, MSG_DONTWAIT);
  }

  /** Sends one message; returns the failure in words. */
  private Optional<String> send(String message, int flags) {
    if (path.length > LONGEST_PATH) {
      return Optional.of("NOTIFY_SOCKET is longer than " + LONGEST_PATH + " bytes");
    }
    var address = NativeBuffer.allocate(FAMILY_BYTES + path.length + (path[0] == 0 ? 0 : 1));
    address.bytes().putShort(0, (short) AF_UNIX).put(FAMILY_BYTES, path);
    var text = message.getBytes(StandardCharsets.UTF_8);
    var bytes = NativeBuffer.allocate(text.length);
    bytes.bytes().put(0, text);
    try (var socket = LinuxSocket.open(AF_UNIX, SOCK_DGRAM, 0, "notify socket")) {
      long sent =
          LibC.sendto(
              socket.fd(),
              bytes.address(),
              text.length,
              flags,
              address.address(),
              address.capacity());
      int errno = Native.getLastError();
      return sent < 0
          ? Optional.ofNullable(socket.failure("send by", errno).getMessage())
          : Optional.empty();
    } catch (LinuxException e) {
      return Optional.ofNullable(e.getMessage());
    } finally {
      Reference.reachabilityFence(address);
      Reference.reachabilityFence(bytes);
    }
  }
}
