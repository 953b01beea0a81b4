package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerDumpTest {

  private static final List<String> DUMP =
      List.of(
          "------< Virtual server >------",
          " VS VIP = 192.0.2.7, VPORT = 80",
          "   lvs_sched = wlc",
          "   protocol = TCP",
          "------< Real server >------",
          " RIP = 10.0.0.2, RPORT = 80, WEIGHT = 3",
          "   forwarding method = NAT");

  /** The checker writes its dump while keepalived's parent process logs to the same file. */
  @Test
  void aLineOfAnotherProcessChangesNothing() {
    var rows = ServerDump.rows(DUMP);

    assertThat(rows)
        .containsEntry("vs 192.0.2.7:80/tcp.scheduler", "wlc")
        .containsEntry("vs 192.0.2.7:80/tcp rs 10.0.0.2:80.forwarding", "nat");
    for (int place = 1; place <= DUMP.size(); place++) {
      var disturbed = new ArrayList<>(DUMP);
      disturbed.add(place, "Startup complete");
      assertThat(ServerDump.rows(disturbed)).as("before line " + place).isEqualTo(rows);
    }
  }
}
