package org.holdfast.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.Configs;
import org.junit.jupiter.api.Test;

class HeapNeedTest {

  private static final long MEBIBYTE = 1 << 20;

  private static AgentConfig servers(int virtual, int real, int port) {
    var text = new StringBuilder(Configs.PLAIN).append("virtual-servers:\n");
    for (int i = 0; i < virtual; i++) {
      text.append("  w%d:\n    address: 10.0.%d.%d:%d\n".formatted(i, i / 250, i % 250, port));
      text.append("    check: {tcp: {}}\n    real-servers:\n");
      for (int j = 0; j < real; j++) {
        text.append("      - 10.1.%d.%d:%d\n".formatted(j / 250, j % 250, port));
      }
    }
    return Configs.of(text.toString());
  }

  @Test
  void fortyThousandServersNeedNoOtherHeapThanThatOfAHostOfOneGigabyte() {
    assertThat(HeapNeed.warning(servers(400, 100, 80), 256 * MEBIBYTE)).isEmpty();
  }

  @Test
  void saysWhatAConfigurationNeedsThatIsTooLarge() {
    assertThat(HeapNeed.warning(servers(400, 100, 80), 128 * MEBIBYTE))
        .hasValue(
            "400 virtual servers with 40000 real servers want a heap of 163 MiB, of which a reload"
                + " that changes all of them needs half, and it may grow to 128 MiB here: set"
                + " HOLDFAST_HEAP=163m in the environment of the agent");
  }

  @Test
  void aReloadNeedsBothConfigurationsButUnchangedVirtualServersOnce() {
    var before = servers(300, 100, 80);
    assertThat(HeapNeed.refusal(before, servers(300, 100, 80), 100 * MEBIBYTE)).isEmpty();
    assertThat(HeapNeed.refusal(before, servers(300, 100, 81), 140 * MEBIBYTE)).isEmpty();
    assertThat(HeapNeed.refusal(before, servers(300, 100, 81), 100 * MEBIBYTE))
        .hasValue(
            "a reload to 300 virtual servers with 30000 real servers needs a heap of 129 MiB, and"
                + " that of this agent may grow to 100 MiB: change fewer virtual servers in one"
                + " reload, or restart the agent with HOLDFAST_HEAP=129m in its environment");
  }
}
