package org.holdfast.agent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.load.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code holdfast run}.
 *
 * @param detail whether details of single packets are also logged
 */
public record RunOptions(Reading reading, Path controlSocket, boolean detail) {

  /** Returns the equivalent arguments, starting with {@code run}. */
  public List<String> arguments() {
    var arguments = new ArrayList<>(List.of("run", CommandParts.CONFIG, reading.file().toString()));
    arguments.addAll(List.of(CommandParts.SOCKET, controlSocket.toString()));
    add(arguments, CommandParts.CONFIG_ID, reading.configId());
    add(arguments, CommandParts.PID_FILE, reading.process().pidFile());
    add(arguments, CommandParts.NET_NAMESPACE, reading.process().netNamespace());
    if (reading.strict()) {
      arguments.add(CommandParts.STRICT);
    }
    if (detail) {
      arguments.add(CommandParts.DETAIL);
    }
    return arguments;
  }

  private static void add(List<String> arguments, String option, @Nullable String value) {
    if (value != null) {
      arguments.addAll(List.of(option, value));
    }
  }
}
