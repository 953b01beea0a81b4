package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorShareTest {

  @ParameterizedTest
  @CsvSource({"100, 50", "1024, 512", "4096, 3584", "524288, 523776"})
  void checksMayUseAllButAReserve(int limit, int share) {
    assertThat(DescriptorShare.of(limit)).isEqualTo(share);
  }

  @Test
  void theLimitOfThisProcessIsRead() {
    assertThat(DescriptorShare.allows(10)).isTrue();
    assertThat(DescriptorShare.allows(Integer.MAX_VALUE)).isFalse();
    assertThat(DescriptorShare.hasRoomFor(3)).isTrue();
    assertThat(DescriptorShare.hasRoomFor(Integer.MAX_VALUE / 2)).isFalse();
    assertThat(DescriptorShare.words()).matches("the last \\d+ of \\d+ descriptors are .*");
  }
}
