package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.holdfast.linux.NotifySocket;
import org.jspecify.annotations.Nullable;

/**
 * Reports the agent's progress to systemd if systemd requests it (sd_notify(3)). A failure never
 * affects the agent.
 */
public final class ServiceManager {

  private final Optional<NotifySocket> socket;
  private final Optional<Duration> watchdog;

  private ServiceManager(Optional<NotifySocket> socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * Returns the service manager at the socket in the environment variable NOTIFY_SOCKET, which
   * systemd sets.
   */
  public static ServiceManager fromEnvironment() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  /**
   * Returns the service manager that an environment describes. A process that a service starts
   * inherits the environment, so WATCHDOG_PID says which process the watchdog watches.
   *
   * @param pid the ID of this process
   */
  static ServiceManager of(Map<String, String> environment, long pid) {
    var socket =
        Optional.ofNullable(environment.get("NOTIFY_SOCKET")).filter(path -> !path.isEmpty());
    var watched = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    var watchdog =
        socket
            .filter(_ -> watched.equals(Long.toString(pid)))
            .flatMap(_ -> micros(environment.get("WATCHDOG_USEC")));
    return new ServiceManager(socket.map(NotifySocket::new), watchdog);
  }

  private static Optional<Duration> micros(@Nullable String text) {
    try {
      long micros = text == null ? 0 : Long.parseLong(text);
      return micros > 0 ? Optional.of(Duration.of(micros, ChronoUnit.MICROS)) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /**
   * Returns the time within which the service manager expects {@link #alive} again; after that it
   * kills the agent. Empty if it expects nothing.
   */
  public Optional<Duration> watchdog() {
    return watchdog;
  }

  /** Reports that the election loop turns, if the service manager expects that. Never blocks. */
  public void alive() {
    if (watchdog.isPresent()) {
      socket.ifPresent(to -> to.sendNow("WATCHDOG=1"));
    }
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
