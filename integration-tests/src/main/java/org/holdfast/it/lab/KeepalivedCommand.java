package org.holdfast.it.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines with which tests run keepalived beside an agent. */
public final class KeepalivedCommand {

  private KeepalivedCommand() {}

  /**
   * Returns the command of a keepalived in the foreground that only speaks VRRP, with its log on
   * its output.
   *
   * @param directory gets its PID files
   * @param options further options
   */
  public static String[] vrrp(Path configuration, Path directory, String... options) {
    var command = new ArrayList<>(List.of("keepalived", "--dont-fork", "--log-console", "--vrrp"));
    command.addAll(
        List.of(
            "--use-file=" + configuration,
            "--pid=" + directory.resolve("keepalived.pid"),
            "--vrrp_pid=" + directory.resolve("vrrp.pid")));
    command.addAll(List.of(options));
    return command.toArray(String[]::new);
  }
}
