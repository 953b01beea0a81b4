package org.holdfast.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;

/**
 * The makes that check servers and keep the kernel's table. Both tell of each server that turns.
 */
enum Checker {
  HOLDFAST(Tools.HOLDFAST) {
    @Override
    List<String> command(Configurations plan) throws IOException {
      Path file = plan.directory().resolve("holdfast.yaml");
      Files.writeString(file, plan.holdfast());
      return List.of(
          HoldfastDirector.launcher().toString(),
          "run",
          "-c",
          file.toString(),
          "--control-socket",
          plan.directory().resolve("control.sock").toString());
    }
  },
  KEEPALIVED(Tools.KEEPALIVED) {
    @Override
    List<String> command(Configurations plan) throws IOException {
      Path file = plan.directory().resolve("keepalived.conf");
      Files.writeString(file, plan.keepalived());
      return List.of(
          "keepalived",
          "--dont-fork",
          "--log-console",
          "--no-syslog",
          "--check",
          "--use-file=" + file,
          "--pid=" + plan.directory().resolve("keepalived.pid"),
          "--checkers_pid=" + plan.directory().resolve("checkers.pid"));
    }
  };

  private final Tools tool;

  Checker(Tools tool) {
    this.tool = tool;
  }

  /** Writes its configuration; what runs it in the foreground with its log on its output. */
  abstract List<String> command(Configurations plan) throws IOException;

  /** Starts it on a node. */
  Daemon start(Node node, Configurations plan) throws IOException {
    return node.start(command(plan).toArray(String[]::new));
  }

  /** What has to be installed to run it. */
  Tools tool() {
    return tool;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
