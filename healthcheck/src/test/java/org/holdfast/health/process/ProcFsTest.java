package org.holdfast.health.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFsTest {

  @Test
  void aNameMayHaveBracketsAndBlanks() {
    assertThat(ProcFs.name("42 (a) b (c) S 1 42 42")).contains("a) b (c");
  }

  @Test
  void anEndedProcessIsNotFound() {
    assertThat(ProcFs.name("42 (web) Z 1 42")).isEmpty();
    assertThat(ProcFs.name("42 (web) X 1 42")).isEmpty();
  }

  @Test
  void aTruncatedStatIsNotAProcess() {
    assertThat(ProcFs.name("")).isEmpty();
    assertThat(ProcFs.name("42 (web")).isEmpty();
    assertThat(ProcFs.name("42 (web)")).isEmpty();
    assertThat(ProcFs.name(")(")).isEmpty();
  }

  @Test
  void wordsEndWithAZeroAndMayBeEmpty() {
    assertThat(ProcFs.words("/bin/web\0\0-a b\0")).isEqualTo(List.of("/bin/web", "", "-a b"));
    assertThat(ProcFs.words("nginx: master")).isEqualTo(List.of("nginx: master"));
    assertThat(ProcFs.words("")).isEmpty();
  }

  @Test
  void findsThisProcess() {
    var proc = new ProcFs(Path.of("/proc"), 4096);
    int own = Math.toIntExact(ProcessHandle.current().pid());
    assertThat(proc.processes()).contains(own);
    assertThat(proc.image(own, true))
        .hasValueSatisfying(image -> assertThat(image.commandLine().getFirst()).endsWith("java"));
    assertThat(proc.image(own, false).orElseThrow().commandLine()).isEmpty();
  }

  @Test
  void anUnreadableProcessIsNotTakenForAnEndedOne(@TempDir Path root) throws Exception {
    var proc = new ProcFs(root, 4096);
    assertThat(proc.image(42, false)).isEmpty();
    Files.createDirectories(root.resolve("42/stat")); // a file that cannot be read
    assertThatThrownBy(() -> proc.image(42, false)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void readsOnlyAsMuchOfACommandLineAsCanMatch(@TempDir Path root) throws Exception {
    var directory = Files.createDirectories(root.resolve("42"));
    Files.writeString(directory.resolve("stat"), "42 (web) S 1 42");
    Files.writeString(directory.resolve("cmdline"), "/bin/web\0-x\0" + "y".repeat(2_000_000));
    assertThat(new ProcFs(root, 14).image(42, true).orElseThrow().commandLine())
        .containsExactly("/bin/web", "-x", "yy");
  }
}
