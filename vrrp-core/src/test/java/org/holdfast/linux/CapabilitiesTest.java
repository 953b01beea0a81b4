package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {

  @Test
  void readsTheEffectiveSet() {
    var found =
        Capabilities.parse(
            List.of("Name:\tjava", "CapPrm:\t000001ffffffffff", "CapEff:\t0000000000003000"));
    assertThat(found.has(Capability.CAP_NET_ADMIN)).isTrue();
    assertThat(found.has(Capability.CAP_NET_RAW)).isTrue();
    assertThat(found.has(Capability.CAP_IPC_LOCK)).isFalse();
    assertThat(found.has(Capability.CAP_SYS_NICE)).isFalse();
  }

  @Test
  void hasNoneWhenTheKernelDoesNotListThem() {
    assertThat(Capabilities.parse(List.of("Name:\tjava"))).isEqualTo(new Capabilities(0));
  }

  @Test
  void readsThoseOfThisProcess() {
    assertThat(Capabilities.ofThisProcess().effective()).isNotNegative();
  }
}
