package org.holdfast.it.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.it.lab.LabJava;
import org.holdfast.it.lab.UserModeLinux;

/** Counts a variant inside User-Mode Linux, for the sake of the IPVS table that its kernel has. */
final class CountGuest {
  private static final Duration START_LIMIT = Duration.ofMinutes(10);
  private static final Duration ROUND_LIMIT = Duration.ofMinutes(2);

  private final List<String> rows = new ArrayList<>();
  private boolean isTable;

  private CountGuest() {}

  /**
   * Prints what the guest prints, and returns its row of the table.
   *
   * @param interval seconds between adverts
   */
  static String count(CountVariant variant, int interval, int rounds) {
    List<String> arguments =
        List.of(
            "--variants", variant.toString(),
            "--interval", Integer.toString(interval),
            "--rounds", Integer.toString(rounds));
    var guest = new CountGuest();
    try (UserModeLinux kernel = UserModeLinux.open()) {
      if (variant.isOnFirstProcessor()) {
        kernel.onFirstProcessor();
      }
      int status =
          kernel.run(
              LabJava.command(Count.class, arguments),
              START_LIMIT.plus(ROUND_LIMIT.multipliedBy(rounds)),
              guest::listen);
      if (status != 0 || guest.rows.isEmpty()) {
        throw new IllegalStateException("User-Mode Linux ended with status " + status);
      }
    }
    return String.join("\n", guest.rows);
  }

  private void listen(String line) {
    if (line.equals(Count.HEADER.strip())) {
      isTable = true;
    } else if (isTable && !line.startsWith(Count.LOAD)) {
      rows.add(line);
    } else if (!isTable) {
      System.out.println(line);
    }
  }
}
