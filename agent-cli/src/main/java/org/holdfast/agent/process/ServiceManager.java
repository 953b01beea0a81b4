package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.linux.NotifySocket;
import org.jspecify.annotations.Nullable;

/**
 * Reports the agent's progress to systemd if systemd requests it (sd_notify(3)). A failure never
 * affects the agent.
 */
public final class ServiceManager {

  private final Optional<NotifySocket> socket;

  private ServiceManager(Optional<NotifySocket> socket) {
    this.socket = socket;
  }

  /**
   * Returns the service manager at the socket in the environment variable NOTIFY_SOCKET, which
   * systemd sets.
   */
  public static ServiceManager fromEnvironment() {
    return at(System.getenv("NOTIFY_SOCKET"));
  }

  /** Returns the service manager at a socket; null or an empty path stands for none. */
  static ServiceManager at(@Nullable String path) {
    return new ServiceManager(
        Optional.ofNullable(path).filter(given -> !given.isEmpty()).map(NotifySocket::new));
  }

  /**
   * Whether standard error is connected to the journal, which parses the levels of lines. The
   * environment variable alone does not prove this: processes that a service starts inherit it but
   * may have another standard error.
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
    send("READY=1\nSTATUS=" + status);
  }

  /**
   * Reports that a reload has begun; {@link #ready} reports its end, whatever the result.
   *
   * @param nanos the instant on CLOCK_MONOTONIC
   */
  public void reloading(long nanos) {
    send("RELOADING=1\nMONOTONIC_USEC=" + nanos / 1000);
  }

  public void stopping() {
    send("STOPPING=1\nSTATUS=Handing over");
  }

  private void send(String message) {
    socket.ifPresent(to -> to.send(message));
  }
}
