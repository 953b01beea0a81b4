package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.reload.ConfigDiff;
import org.junit.jupiter.api.Test;

class ReadingRehearsalTest {

  @Test
  void oneServerHasAnotherWeightAfterwards() throws ConfigException {
    var read = ReadingRehearsal.play();

    assertThat(ConfigDiff.of(read.getFirst(), read.getLast()).changes())
        .containsExactly("virtual-servers.server0.real-servers[192.0.2.2].weight 1 -> 2");
  }
}
