package org.holdfast.agent.doctor.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.holdfast.agent.doctor.HostFacts.ConnectionTable;
import org.junit.jupiter.api.Test;

class KernelFilesTest {

  @Test
  void aLongSettingIsReadCompletely() {
    // The value is at least 32768.
    assertThat(KernelFiles.text(Path.of("/proc/sys/kernel/pid_max")).orElseThrow().strip())
        .matches("\\d{5,}");
  }

  @Test
  void readsTheSizeOfTheConnectionTableAndCountsItsConnections() {
    assertThat(
            KernelFiles.connectionTable(
                """
                IP Virtual Server version 1.2.1 (size=4096)
                Prot LocalAddress:Port Scheduler Flags
                  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
                TCP  0A4E0064:0050 wlc persistent 300 FFFFFFFF
                  -> 0A4E000B:0050      Masq    1      12         30
                TCP  [2001:0db8:0000:0000:0000:0000:0000:0064]:0050 rr
                  -> [2001:0db8:0000:0000:0000:0000:0000:000b]:0050      Route   1      1          2
                """))
        .contains(new ConnectionTable(4096, 45));
    assertThat(KernelFiles.connectionTable("")).isEmpty();
  }

  @Test
  void aMissingSettingIsEmpty() {
    assertThat(KernelFiles.text(Path.of("/proc/sys/no/such/setting"))).isEmpty();
  }
}
