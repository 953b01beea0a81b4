package org.holdfast.agent;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.holdfast.agent.cli.AgentRunner;
import org.holdfast.agent.cli.ExitStatus;
import org.holdfast.agent.cli.RunOptions;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.process.Signals;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.NamedNamespace;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.io.MissingLink;

/** Runs and releases agents on this host, and finds missing prerequisites of an agent. */
final class ThisHost implements AgentRunner {

  private final Supplier<Signals> signals;

  /**
   * @param signals the signals that end an agent
   */
  ThisHost(Supplier<Signals> signals) {
    this.signals = signals;
  }

  @Override
  public ExitStatus run(RunOptions options) {
    return Agent.run(options, signals.get());
  }

  @Override
  public ExitStatus release(Path controlSocket) {
    return Release.of(controlSocket);
  }

  @Override
  public List<String> missing(AgentConfig config) {
    var namespace = config.process().netNamespace();
    return namespace == null || isOurs(namespace)
        ? missingLinks(config.vrrp())
        : List.of("interfaces are not looked at: they are in network namespace " + namespace);
  }

  private static boolean isOurs(String namespace) {
    try {
      return new NamedNamespace(namespace).isOurs();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Returns, in words, the links that instances name but that do not exist. */
  static List<String> missingLinks(VrrpConfig config) {
    if (config.instances().isEmpty()) {
      return List.of();
    }
    try {
      return MissingLink.of(config).stream().map(MissingLink::toString).toList();
    } catch (LinuxException e) {
      return List.of("interfaces cannot be looked at: " + e.getMessage());
    }
  }
}
