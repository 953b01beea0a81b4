package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The systemd that is the first process of this {@link UserModeLinux}. Of the machine's units it
 * knows only those of {@link #BOOT}, so no service of the machine starts; a test adds its own. The
 * directories of units and the rest of the file system are as on any Debian, but end with the
 * kernel.
 */
public final class Systemd {
  static final Path PROGRAM = Path.of("/lib/systemd/systemd");

  private static final Path UNITS = Path.of("/etc/systemd/system");

  /**
   * Becomes the first process. Units of the machine, its generators and its settings are hidden
   * below empty directories. The command is a service, whose output goes through a pipe to the
   * console, because systemd takes the console itself away from its children.
   */
  static final String BOOT =
      """
      shared=$1
      mount() { "$shared/mount" "$@"; }
      hide() { [ ! -d "$1" ] || mount -t tmpfs hidden "$1"; }
      units() {
        set -e
        mkdir /run/machine
        mount --bind /lib/systemd/system /run/machine
        hide /lib/systemd/system
        for kind in generators environment-generators; do
          hide "/lib/systemd/system-$kind"
          hide "/usr/local/lib/systemd/system-$kind"
        done
        hide /usr/local/lib/systemd/system
        hide /etc/systemd
        mkdir /etc/systemd/system
        for unit in basic final local-fs local-fs-pre multi-user network paths shutdown slices \\
          sockets swap sysinit timers umount; do
          cp "/run/machine/$unit.target" /lib/systemd/system
        done
        cp /run/machine/systemd-journald*.service /run/machine/systemd-journald*.socket \\
          /lib/systemd/system
        umount /run/machine
        rmdir /run/machine
        mkfifo /run/lab-console
        cat >/etc/systemd/system/lab.service <<UNIT
      [Unit]
      Wants=systemd-journald.service
      After=basic.target systemd-journald.service
      [Service]
      Type=oneshot
      Environment=HOME=$HOME LANG=$LANG PATH=$PATH
      ExecStart=/bin/sh $shared/run $shared
      StandardOutput=file:/run/lab-console
      StandardError=file:/run/lab-console
      UNIT
      }
      if (units); then
        cat <>/run/lab-console &
        exec /lib/systemd/systemd --unit=lab.service --show-status=0 --log-level=info
      fi
      exec sh "$shared/end" "$shared" 1
      """;

  private Systemd() {}

  /** Runs a command beside the services and returns its output. */
  public static String run(String... command) {
    return LabCommand.run(List.of(command));
  }

  /** Starts a program beside the services. */
  public static Daemon start(String... command) {
    return new Daemon(List.of(command));
  }

  /**
   * Adds a unit, or a part of one such as {@code x.service.d/y.conf}, or replaces it.
   *
   * @param name the path below the administrator's directory of units
   */
  public static void install(String name, String text) {
    try {
      Path file = UNITS.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    control("daemon-reload");
  }

  /** Removes what {@link #install} added. */
  public static void remove(String name) {
    try {
      Files.delete(UNITS.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    control("daemon-reload");
  }

  /**
   * Runs {@code systemctl} and returns its output.
   *
   * @throws LabException if it fails
   */
  public static String control(String... arguments) {
    return LabCommand.run(systemctl(arguments));
  }

  /** Runs {@code systemctl}; returns its output if it fails, and null if it succeeds. */
  public static @Nullable String failure(String... arguments) {
    LabCommand.Result result = LabCommand.attempt(systemctl(arguments));
    return result.status() == 0 ? null : result.output();
  }

  private static List<String> systemctl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("systemctl", "--no-pager"));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** Returns a property of a unit: {@code ActiveState}, {@code Result}, {@code NRestarts}. */
  public static String property(String unit, String name) {
    return control("show", "--value", "--property=" + name, unit).strip();
  }

  /** Returns the main process of a service; 0 if it does not run. */
  public static long mainPid(String service) {
    return Long.parseLong(property(service, "MainPID"));
  }

  /** Returns what a unit has printed, and what systemd has said about it, since the boot. */
  public static String journal(String unit) {
    return LabCommand.run(
        List.of(
            "journalctl", "--no-pager", "--output=short-monotonic", "--boot", "--unit=" + unit));
  }
}
