package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StatisticsTest {

  /** The lines and their order are those of keepalived 2.2.7. */
  @Test
  void writesKeepalivedsLinesWithOurCounters() {
    assertThat(Statistics.of(Reports.full().instances().getFirst()).lines())
        .containsSubsequence(
            "VRRP Instance: VI_1",
            "  Advertisements:",
            "  Packet Errors:",
            "    Length: 0",
            "    TTL: 12",
            "    Invalid Type: 0",
            "    Advertisement Interval: 0",
            "  Authentication Errors:",
            "    Invalid Type: 0",
            "    Type Mismatch: 0",
            "    Failure: 1",
            "  Priority Zero:")
        .doesNotContain("    PASSWORD: 1");
  }
}
