package org.holdfast.it.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** Skips a test whose tools are not there, with the reason. */
public final class Needs {
  private Needs() {}

  /** Goes on only where all of these, and network namespaces, can be used. */
  public static void tools(Tools... needed) {
    Optional<String> missing = Tools.missing(needed);
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
  }
}
