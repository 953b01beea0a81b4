package org.holdfast.it.lab;

import java.time.Duration;
import java.util.List;

/**
 * Runs a command on a kernel of its own, User-Mode Linux, as if it ran here: prints what it prints,
 * as it prints it, and ends with its exit status.
 */
public final class Inside {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private Inside() {}

  public static void main(String[] command) {
    var missing = Tools.missing(Tools.USER_MODE_LINUX);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      System.exit(1);
    }
    UserModeLinux kernel = UserModeLinux.open();
    // A hook, so that nothing is left of it after Ctrl-C either.
    Runtime.getRuntime().addShutdownHook(new Thread(kernel::close));
    System.exit(kernel.run(List.of(command), LIMIT, System.out::println));
  }
}
