package org.holdfast.linux;

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

  private final String path;

  /**
   * Creates the sender's side.
   *
   * @param path the value of NOTIFY_SOCKET; a leading {@code @} stands for the abstract name space
   */
  public NotifySocket(String path) {
    this.path = path;
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
    var _ = send(message, UnixDatagrams.MSG_DONTWAIT);
  }

  /** Sends one message; returns the failure in words. */
  private Optional<String> send(String message, int flags) {
    if (path.getBytes(StandardCharsets.UTF_8).length > UnixDatagrams.LONGEST_PATH) {
      return Optional.of("NOTIFY_SOCKET is longer than " + UnixDatagrams.LONGEST_PATH + " bytes");
    }
    try (var socket = new UnixDatagrams(path, "notify socket")) {
      socket.send(message.getBytes(StandardCharsets.UTF_8), flags);
      return Optional.empty();
    } catch (LinuxException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }
}
