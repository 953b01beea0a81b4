package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.linux.NotifySocket;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd how far the agent is, where systemd asked for it (sd_notify(3)). Never fails the
 * agent.
 */
public final class ServiceManager {

  private final Optional<NotifySocket> socket;

  private ServiceManager(Optional<NotifySocket> socket) {
    this.socket = socket;
  }

  /** As the environment says: NOTIFY_SOCKET is systemd's. */
  public static ServiceManager fromEnvironment() {
    return at(System.getenv("NOTIFY_SOCKET"));
  }

  /** Of the socket at {@code path}; null or empty stands for no service manager. */
  static ServiceManager at(@Nullable String path) {
    return new ServiceManager(
        Optional.ofNullable(path).filter(given -> !given.isEmpty()).map(NotifySocket::new));
  }

  /**
   * Whether standard error goes to the journal, which reads levels off the lines. The variable
   * alone says little: what a service starts inherits it, and may have another standard error.
   */
  public static boolean readsStandardError() {
    var stream = System.getenv("JOURNAL_STREAM");
    if (stream == null) {
      return false;
    }
    try {
      var found = Files.readAttributes(Path.of("/proc/self/fd/2"), "unix:dev,ino");
      return stream.equals(found.get("dev") + ":" + found.get("ino"));
    } catch (IOException noProc) {
      return false;
    }
  }

  public void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  /**
   * A reload has begun; {@link #ready} ends it, whatever came of it.
   *
   * @param nanos of CLOCK_MONOTONIC
   */
  public void reloading(long nanos) {
    tell("RELOADING=1\nMONOTONIC_USEC=" + nanos / 1000);
  }

  public void stopping() {
    tell("STOPPING=1\nSTATUS=Handing over");
  }

  private void tell(String message) {
    socket.ifPresent(to -> to.send(message));
  }
}
