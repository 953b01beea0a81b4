package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests two directors on a real IPVS kernel: one taking over from the other, and one beside
 * keepalived.
 */
@Order(1)
@ResourceLock(Scenarios.SECOND_KERNEL)
class LvsPairIT {

  @TestFactory
  @Timeout(1000)
  Stream<DynamicTest> pairs() {
    return Scenarios.run(
        Scenarios.SECOND_KERNEL,
        Duration.ofMinutes(15),
        FailoverScenarios.class,
        HandoverScenarios.class,
        KeepalivedScenarios.class,
        SwapScenarios.class,
        DiagnosisScenarios.class);
  }
}
