package org.holdfast.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownNamesTest {

  @Test
  void saysWhichNamesThereAre() {
    assertThat(KnownNames.clause(List.of())).isEqualTo("there is none");
    assertThat(KnownNames.clause(List.of("VI_1"))).isEqualTo("there is VI_1");
    assertThat(KnownNames.clause(List.of("a", "b"))).isEqualTo("there are a, b");
  }

  @Test
  void cutsALongListAndCountsIt() {
    var names = IntStream.rangeClosed(1, 200).mapToObj(i -> "s" + i).toList();
    assertThat(KnownNames.clause(names))
        .isEqualTo("there are 200, the first are s1, s2, s3, s4, s5, s6, s7, s8, s9, s10");
  }
}
