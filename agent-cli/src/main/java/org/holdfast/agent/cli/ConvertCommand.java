package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.config.table.Form;
import org.jspecify.annotations.Nullable;

/** {@code holdfast convert}: prints a configuration as YAML; comments describe the changes. */
record ConvertCommand(PrintWriter out, PrintWriter err) {

  /**
   * @param configId the name that keepalived's {@code @id} lines are compared with; null for the
   *     host's name
   * @param strict whether a repaired, dropped or unsupported line causes the exit status 1
   */
  ExitStatus convert(Path file, Form form, @Nullable String configId, boolean strict) {
    try {
      var converted = ConfigFile.convert(file, form, configId);
      converted.warnings().forEach(err::println);
      if (converted.translated()) {
        out.print("# Converted from " + file + ".\n");
      }
      out.print(converted.yaml());
      return strict && !converted.complete() ? ExitStatus.FAILED : ExitStatus.OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.CONFIGURATION;
    }
  }
}
