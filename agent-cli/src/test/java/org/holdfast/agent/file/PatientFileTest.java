package org.holdfast.agent.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.holdfast.linux.NamedPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PatientFileTest {

  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir private Path directory;

  private static int own() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private Path pipe() {
    var pipe = directory.resolve("pipe");
    NamedPipe.make(pipe);
    return pipe;
  }

  private static long readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("reading"))
        .count();
  }

  @Test
  void readsAFileUpToALimit() throws IOException {
    var text = "0123456789".repeat(10_000);
    var file = Files.writeString(directory.resolve("file"), text);

    assertThat(PatientFile.read(file, 1 << 20)).asString().isEqualTo(text);
    assertThat(PatientFile.read(file, 99_999)).hasSize(99_999);
    assertThat(PatientFile.read(file, 3)).asString().isEqualTo("012");
    assertThat(PatientFile.read(Path.of("/dev/zero"), 100_000)).hasSize(100_000);
    assertThat(PatientFile.read(Path.of("/proc/self/status"), 1 << 20)).isNotEmpty();
  }

  @Test
  void failsWithTheErrorOfTheFileSystem() {
    assertThatThrownBy(() -> PatientFile.read(directory.resolve("none"), 9))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> PatientFile.read(directory, 9))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Is a directory");
  }

  @Test
  void aPipeWithoutAWriterIsGivenUpAndLeavesNoThreadBehind() {
    var pipe = pipe();
    for (int i = 0; i < 20; i++) { // more than the number of readings that may hang
      assertThatThrownBy(() -> PatientFile.read(pipe, 9, SHORT))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("it is a pipe into which no program writes");
      await().until(() -> readers() == 0);
    }
  }

  @Test
  void aPipeWithASilentWriterIsGivenUp() throws IOException {
    var pipe = pipe();
    try (var _ = new RandomAccessFile(pipe.toFile(), "rw")) {
      assertThatThrownBy(() -> PatientFile.read(pipe, 9, SHORT)).isInstanceOf(IOException.class);
    }
    await().until(() -> readers() == 0);
  }

  @Test
  void aPipeIsReadToItsEnd() throws IOException {
    var pipe = pipe();
    Thread.startVirtualThread(() -> {
      try (var out = Files.newOutputStream(pipe)) {
        out.write("through a pipe".getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });

    assertThat(PatientFile.read(pipe, 100)).asString().isEqualTo("through a pipe");
  }

  @Test
  void ownFilesAreRegularAndWritableOnlyByTheirOwner() throws IOException {
    var file = Files.writeString(directory.resolve("file"), "x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(PatientFile.isOwn(file, own())).isTrue();
    assertThat(PatientFile.isOwn(file, own() + 1)).isFalse();
    assertThat(PatientFile.isOwn(pipe(), own())).isFalse();
    assertThat(PatientFile.isOwn(Files.createSymbolicLink(directory.resolve("link"), file), own()))
        .isFalse();

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertThat(PatientFile.isOwn(file, own())).isFalse();
  }
}
