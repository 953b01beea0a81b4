package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemsTest {

  @Test
  void namesFileSystemsOfTheKernel() {
    assertThat(FileSystems.silentOneAt(Path.of("/proc/loadavg"))).contains("proc");
    assertThat(FileSystems.silentOneAt(Path.of("/proc/there/is/none"))).contains("proc");
    assertThat(FileSystems.silentOneAt(Path.of("/sys/kernel"))).contains("sysfs");
  }

  @Test
  void ignoresFileSystemsOnDisks(@TempDir Path directory) {
    assertThat(FileSystems.silentOneAt(directory.resolve("not/there/yet"))).isEmpty();
  }
}
