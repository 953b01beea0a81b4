package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkLocalIgmpTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"false, 1, 0", "false, 0, 0", "true, 1, 1"})
  void isOffWhileTheAgentRunsIfNotWanted(boolean wanted, String before, String during)
      throws IOException {
    var setting = Files.writeString(directory.resolve("setting"), before + "\n");
    try (var _ = LinkLocalIgmp.begin(wanted, setting)) {
      assertThat(Files.readString(setting).strip()).isEqualTo(during);
    }
    assertThat(Files.readString(setting).strip()).isEqualTo(before);
  }

  @Test
  void aSettingThatCannotBeChangedIsLeftAlone() {
    var missing = directory.resolve("a").resolve("b");
    try (var _ = LinkLocalIgmp.begin(false, missing)) {
      assertThat(missing).doesNotExist();
    }
    assertThat(missing).doesNotExist();
  }
}
