package org.holdfast.agent.answers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.Configs;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.status.Reports;
import org.junit.jupiter.api.Test;

class ExplanationsTest {

  @Test
  void theNamesForAnUnknownOneAreThoseThatCanBeExplained() {
    var config = Configs.of(Configs.PLAIN);
    var report = Reports.full();
    var explanations =
        new Explanations(
            () -> config,
            () -> CompletableFuture.completedFuture(report.instances()),
            () -> CompletableFuture.completedFuture(report));

    assertThatThrownBy(() -> explanations.ofService("nosuch").join())
        .rootCause()
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no instance, sync group or service \"nosuch\" (there are ")
        .hasMessageContaining(report.virtualServers().getFirst().name())
        .message()
        .doesNotContain(report.scripts().getFirst().name());
  }
}
