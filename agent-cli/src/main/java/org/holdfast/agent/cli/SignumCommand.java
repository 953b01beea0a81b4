package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.config.table.Nearest;

/**
 * {@code holdfast signum}: keepalived's {@code --signum}, for scripts that send signals. The
 * numbers are those of Linux on x86_64 and aarch64.
 */
record SignumCommand(PrintWriter out, PrintWriter err) {

  private static final int HUP = 1;
  private static final int USR1 = 10;
  private static final int USR2 = 12;
  private static final int TERM = 15;

  /** Prints the number of the signal for one of keepalived's names. */
  ExitStatus print(String name) {
    var numbers = numbers();
    var number = numbers.get(name.toUpperCase(Locale.ROOT));
    if (number == null) {
      err.println(
          "holdfast signum: unknown name \""
              + name
              + "\" (expected: "
              + String.join(", ", numbers.keySet())
              + ")"
              + Nearest.hint(name, numbers.keySet()));
      return ExitStatus.CONFIGURATION;
    }
    out.println(number);
    return ExitStatus.OK;
  }

  private static Map<String, Integer> numbers() {
    var numbers = new LinkedHashMap<String, Integer>();
    numbers.put("STOP", TERM);
    numbers.put("RELOAD", HUP);
    numbers.put("DATA", USR1);
    numbers.put("JSON", USR1);
    numbers.put("STATS", USR2);
    return numbers;
  }
}
