package org.holdfast.it.lab;

import java.time.Duration;
import java.util.List;

/**
 * Runs a command on a separate kernel, User-Mode Linux, as if it ran on this machine: passes its
 * output on as it arrives, and ends with its exit status.
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
    // A shutdown hook, so that the kernel also ends after Ctrl-C.
    Runtime.getRuntime().addShutdownHook(new Thread(kernel::close));
    System.exit(kernel.run(List.of(command), LIMIT, System.out::println));
  }
}
