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
    Path write(Configurations plan) throws IOException {
      return Files.writeString(plan.directory().resolve("holdfast.yaml"), plan.holdfast());
    }

    @Override
    List<String> command(Configurations plan, Path file) {
      return List.of(
          HoldfastDirector.launcher().toString(),
          "run",
          "-c",
          file.toString(),
          "--control-socket",
          plan.directory().resolve("control.sock").toString());
    }

    @Override
    boolean repairs() {
      return true;
    }
  },
  KEEPALIVED(Tools.KEEPALIVED) {
    @Override
    Path write(Configurations plan) throws IOException {
      return Files.writeString(plan.directory().resolve("keepalived.conf"), plan.keepalived());
    }

    @Override
    List<String> command(Configurations plan, Path file) {
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

  /** Writes its configuration, or writes it anew. */
  abstract Path write(Configurations plan) throws IOException;

  /** What runs it in the foreground with its log on its output. */
  abstract List<String> command(Configurations plan, Path file);

  /** As {@link #command(Configurations, Path)}, with its configuration written. */
  List<String> command(Configurations plan) throws IOException {
    return command(plan, write(plan));
  }

  /** Starts it on a node. */
  Daemon start(Node node, Configurations plan) throws IOException {
    return node.start(command(plan).toArray(String[]::new));
  }

  /** Whether it puts right what others change in the kernel's table. */
  boolean repairs() {
    return false;
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
