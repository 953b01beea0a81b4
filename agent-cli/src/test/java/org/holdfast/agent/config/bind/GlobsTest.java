package org.holdfast.agent.config.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlobsTest {

  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (var name : List.of("b.conf", "a.conf", ".hidden.conf", "{c}.conf", "x")) {
      Files.createFile(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve("d.conf"));
    Files.createFile(folder.resolve("d.conf/e.conf"));
  }

  private List<String> matching(String pattern, Looks looks) throws IOException {
    return Globs.matching(folder + "/" + pattern, looks).stream()
        .map(file -> folder.relativize(Path.of(file)).toString())
        .toList();
  }

  @Test
  void matchesRegularFilesAsAShellDoes() throws IOException {
    assertThat(matching("*.conf", new Looks())).containsExactly("a.conf", "b.conf", "{c}.conf");
    assertThat(matching("{c}.con?", new Looks())).containsExactly("{c}.conf");
    assertThat(matching(".*.conf", new Looks())).containsExactly(".hidden.conf");
    assertThat(matching("*/*", new Looks())).containsExactly("d.conf/e.conf");
    assertThat(matching("nothing/*", new Looks())).isEmpty();
    assertThat(matching("[", new Looks())).isEmpty();
    assertThat(matching("d.conf", new Looks())).isEmpty();
  }

  @Test
  void allPatternsOfAReadingTogetherLookAtALimitedNumberOfFiles() throws IOException {
    var looks = new Looks(10);
    assertThat(matching("x?", looks)).isEmpty(); // looks at the six names of the folder
    assertThatThrownBy(() -> matching("*", looks))
        .isInstanceOf(IOException.class)
        .hasMessage("the patterns of this configuration look at more than 10 files");
  }
}
