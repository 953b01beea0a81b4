package org.holdfast.agent;

import java.util.Optional;
import org.holdfast.linux.NotifySocket;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd how far the agent is, where systemd asked for it (sd_notify(3)). Never fails the
 * agent.
 */
final class ServiceManager {

  private final Optional<NotifySocket> socket;

  private ServiceManager(Optional<NotifySocket> socket) {
    this.socket = socket;
  }

  /** As the environment says: NOTIFY_SOCKET is systemd's. */
  static ServiceManager fromEnvironment() {
    return at(System.getenv("NOTIFY_SOCKET"));
  }

  /** Of the socket at {@code path}; null or empty stands for no service manager. */
  static ServiceManager at(@Nullable String path) {
    return new ServiceManager(
        Optional.ofNullable(path).filter(given -> !given.isEmpty()).map(NotifySocket::new));
  }

  /** Whether standard error goes to the journal, which reads levels off the lines. */
  static boolean readsStandardError() {
    return System.getenv("JOURNAL_STREAM") != null;
  }

  void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  void stopping() {
    tell("STOPPING=1\nSTATUS=Handing over");
  }

  private void tell(String message) {
    socket.ifPresent(to -> to.send(message));
  }
}
