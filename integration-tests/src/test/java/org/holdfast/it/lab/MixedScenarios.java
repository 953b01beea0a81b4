package org.holdfast.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** One scenario for each possible verdict, for {@link UserModeLinuxIT}. */
final class MixedScenarios {
  @Test
  void passes() throws Exception {
    assertThat(Files.readString(Path.of("/proc/cpuinfo"))).contains("User Mode Linux");
  }

  @Test
  void fails() {
    assertThat("this").isEqualTo("that");
  }

  @Test
  void isSkipped() {
    abort("missing tool: patience");
  }
}
