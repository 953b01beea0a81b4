package org.holdfast.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackTracesTest {

  @Test
  void everyFrameFollowsOnTheSameLine() {
    var failure = new IllegalStateException("a\r\nb", new IllegalArgumentException("cause"));
    failure.addSuppressed(new IllegalStateException("suppressed"));

    var line = StackTraces.oneLine(failure);

    assertThat(line)
        .startsWith("java.lang.IllegalStateException: a b < org.holdfast.agent.log.StackTracesTest")
        .contains(
            " Suppressed: java.lang.IllegalStateException: suppressed < ",
            " Caused by: java.lang.IllegalArgumentException: cause ")
        .doesNotContainPattern("[\\t\\r\\n]")
        .doesNotContain(" at org.");
  }
}
