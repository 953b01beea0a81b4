package org.holdfast.agent.process;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NamedNamespace;

/**
 * Enters the configured network namespace. A running JVM cannot move there as a whole, because its
 * threads already have a namespace. The process therefore starts a new JVM in the namespace, under
 * the same process id. The control socket and all files keep their paths: only the network differs.
 */
public final class NetNamespace {

  /** Set by the launcher: its own path. */
  private static final String LAUNCHER = "holdfast.launcher";

  private NetNamespace() {}

  /**
   * Enters the namespace; returns at once in a process that was started there.
   *
   * @param arguments the launcher's arguments in the namespace
   * @return why it cannot be entered; empty if this process is in it
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
