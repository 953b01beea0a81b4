package org.holdfast.it.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Make;

/**
 * The commands that run each make in the foreground, with its log on its output and its other files
 * in one directory.
 */
final class Commands {

  private Commands() {}

  /** Returns the command of a router that only speaks VRRP. */
  static List<String> router(Make make, Path configuration, Path directory) {
    return make == Make.HOLDFAST
        ? holdfast(configuration, directory)
        : keepalived(configuration, directory, "--vrrp");
  }

  /** Returns the command of a director that only checks servers, in a lab with IPVS. */
  static List<String> checker(Make make, Path configuration, Path directory) {
    return make == Make.HOLDFAST
        ? holdfast(configuration, directory)
        : keepalived(configuration, directory, "--check");
  }

  /** Returns the command of a director that speaks VRRP and fills the kernel's IPVS table. */
  static List<String> director(Make make, Path configuration, Path directory) {
    return make == Make.HOLDFAST
        ? holdfast(configuration, directory)
        : keepalived(configuration, directory);
  }

  /** Returns the control socket of Holdfast. */
  static Path socket(Path directory) {
    return directory.resolve("control.sock");
  }

  /** Returns the file with the number of keepalived's process that speaks VRRP. */
  static Path vrrpPid(Path directory) {
    return directory.resolve("vrrp.pid");
  }

  private static List<String> holdfast(Path configuration, Path directory) {
    return List.of(
        HoldfastDirector.launcher().toString(),
        "run",
        "-c",
        configuration.toString(),
        "--control-socket",
        socket(directory).toString());
  }

  private static List<String> keepalived(Path configuration, Path directory, String... part) {
    var command = new ArrayList<>(List.of("keepalived", "--dont-fork", "--log-console"));
    command.addAll(
        List.of(
            "--no-syslog",
            "--use-file=" + configuration,
            "--pid=" + directory.resolve("keepalived.pid"),
            "--vrrp_pid=" + vrrpPid(directory),
            "--checkers_pid=" + directory.resolve("checkers.pid")));
    command.addAll(List.of(part));
    return command;
  }
}
