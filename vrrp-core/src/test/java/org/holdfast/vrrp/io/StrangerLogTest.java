package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.net.Family;
import org.junit.jupiter.api.Test;

class StrangerLogTest {

  @Test
  void theVridsOfOtherFamiliesAndOfNoInstanceAreUnused() {
    var instance = TestInstance.named("VI_1").holds("10.0.0.9/24").build();
    var v4 = StrangerLog.unused(List.of(instance), Family.IPV4);
    assertThat(v4.get(instance.virtualRouterId())).isFalse();
    assertThat(v4.cardinality()).isEqualTo(254);
    assertThat(StrangerLog.unused(List.of(instance), Family.IPV6).cardinality()).isEqualTo(255);
  }
}
