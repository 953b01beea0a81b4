package org.holdfast.agent.doctor.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KernelFilesTest {

  @Test
  void aLongSettingIsReadCompletely() {
    // The value is at least 32768.
    assertThat(KernelFiles.text(Path.of("/proc/sys/kernel/pid_max")).orElseThrow().strip())
        .matches("\\d{5,}");
  }

  @Test
  void aMissingSettingIsEmpty() {
    assertThat(KernelFiles.text(Path.of("/proc/sys/no/such/setting"))).isEmpty();
  }
}
