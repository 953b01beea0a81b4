package org.holdfast.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;

/**
 * The makes that check servers and maintain the kernel's table. Both log each server that changes
 * its state.
 */
enum Checker {
  HOLDFAST(Make.HOLDFAST) {
    @Override
    Path write(Configurations plan) throws IOException {
      return Files.writeString(plan.directory().resolve("holdfast.yaml"), plan.holdfast());
    }

    @Override
    List<String> command(Configurations plan, Path file) {
      var command =
          new ArrayList<>(
              List.of("env", "HOLDFAST_JAVA_OPTIONS=-Dholdfast.server-log-lines=1000000"));
      command.addAll(super.command(plan, file)); // with all of the log, which is what is timed
      return command;
    }

    @Override
    boolean repairs() {
      return true;
    }
  },
  KEEPALIVED(Make.KEEPALIVED) {
    @Override
    Path write(Configurations plan) throws IOException {
      return Files.writeString(plan.directory().resolve("keepalived.conf"), plan.keepalived());
    }
  };

  private final Make make;

  Checker(Make make) {
    this.make = make;
  }

  /** Writes the configuration of this make, or overwrites it. */
  abstract Path write(Configurations plan) throws IOException;

  /** Returns the command that runs this make in the foreground with its log on its output. */
  List<String> command(Configurations plan, Path file) {
    return Commands.checker(make, file, plan.directory());
  }

  /** Writes the configuration and starts this make on a node; keepalived without VRRP. */
  Daemon start(Node node, Configurations plan) throws IOException {
    return node.start(command(plan, write(plan)).toArray(String[]::new));
  }

  /** Writes the configuration and returns the command that runs this make with all of its parts. */
  List<String> directorCommand(Configurations plan) throws IOException {
    return Commands.director(make, write(plan), plan.directory());
  }

  /** Returns whether this make corrects foreign changes to the kernel's table. */
  boolean repairs() {
    return false;
  }

  /** Returns the tool that must be installed to run this make. */
  Tools tool() {
    return make.tool();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
