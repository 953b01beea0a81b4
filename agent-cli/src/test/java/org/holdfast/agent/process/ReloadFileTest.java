package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadFileTest {

  @TempDir private Path directory;

  @Test
  void existsUntilItIsClosed() {
    var file = directory.resolve("reload");
    try (var _ = ReloadFile.begin(file.toString())) {
      assertThat(file).isEmptyFile();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatAnotherProgramMadeIsEmptied() throws IOException {
    var file = Files.writeString(directory.resolve("reload"), "pending");
    try (var _ = ReloadFile.begin(file.toString())) {
      assertThat(file).isEmptyFile();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    var other = Files.writeString(directory.resolve("other"), "precious");
    var link = Files.createSymbolicLink(directory.resolve("reload"), other);
    try (var _ = ReloadFile.begin(link.toString())) {
      assertThat(other).hasContent("precious");
    }
    assertThat(link).isSymbolicLink();
  }

  @Test
  void withoutAPathNothingHappens() {
    try (var _ = ReloadFile.begin(null)) {
      assertThat(directory).isEmptyDirectory();
    }
  }
}
