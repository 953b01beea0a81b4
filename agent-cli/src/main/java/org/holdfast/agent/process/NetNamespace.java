package org.holdfast.agent.process;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NamedNamespace;

/**
 * Enters the configured network namespace. A running JVM cannot move to another namespace as a
 * whole, because each of its threads already has one. The process therefore executes a new JVM in
 * the namespace, under the same process ID. The control socket and all files keep their paths; only
 * the network differs.
 */
public final class NetNamespace {

  /** The property in which the launcher passes its own path. */
  static final String LAUNCHER = "holdfast.launcher";

  private NetNamespace() {}

  /**
   * Enters the namespace; returns at once in a process that was started there.
   *
   * @param arguments the launcher's arguments in the namespace
   * @return the reason why the process cannot enter the namespace; empty if it is in the namespace
   */
  public static Optional<String> enter(String name, List<String> arguments) {
    var namespace = new NamedNamespace(name);
    try {
      if (!namespace.isOurs()) {
        var launcher = System.getProperty(LAUNCHER);
        if (launcher == null) {
          return Optional.of("net-namespace needs the launcher: start bin/holdfast");
        }
        var command = new ArrayList<>(List.of(launcher));
        command.addAll(arguments);
        namespace.become(command);
      }
      return Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.of(e.getMessage() + ": there is no such namespace; ip netns add makes it");
    } catch (LinuxException e) {
      return Optional.of(e.getMessage() + " (it takes CAP_SYS_ADMIN)");
    }
  }
}
