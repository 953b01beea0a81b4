package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ConfigFile;

/**
 * {@code holdfast convert}: a keepalived.conf in our language, with what could not be carried over.
 */
record ConvertCommand(PrintWriter out, PrintWriter err) {

  /**
   * @param strict whether a line that could not be carried over makes the status 1
   */
  ExitStatus convert(Path file, boolean strict) {
    try {
      var converted = ConfigFile.convert(file);
      converted.warnings().forEach(err::println);
      out.print("# Converted from " + file + ".\n" + converted.yaml());
      return strict && !converted.complete() ? ExitStatus.FAILED : ExitStatus.OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.CONFIGURATION;
    }
  }
}
