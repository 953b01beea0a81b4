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

  /** The equivalent arguments, from {@code run} on. */
  public List<String> arguments() {
    var arguments = new ArrayList<>(List.of("run", Parts.CONFIG, reading.file().toString()));
    arguments.addAll(List.of(Parts.SOCKET, controlSocket.toString()));
    add(arguments, Parts.CONFIG_ID, reading.configId());
    add(arguments, Parts.PID_FILE, reading.process().pidFile());
    add(arguments, Parts.NET_NAMESPACE, reading.process().netNamespace());
    if (reading.strict()) {
      arguments.add(Parts.STRICT);
    }
    if (detail) {
      arguments.add(Parts.DETAIL);
    }
    return arguments;
  }

  private static void add(List<String> arguments, String option, @Nullable String value) {
    if (value != null) {
      arguments.addAll(List.of(option, value));
    }
  }
}
