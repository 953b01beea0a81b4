package org.holdfast.it.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** Skips a test, with the reason, if its tools are missing. */
public final class Needs {
  private Needs() {}

  /** Skips the test unless all of these tools, and network namespaces, can be used. */
  public static void tools(Tools... needed) {
    Optional<String> missing = Tools.missing(needed);
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
  }
}
