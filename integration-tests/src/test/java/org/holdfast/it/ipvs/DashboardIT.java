package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests the dashboard on figures of a real IPVS kernel. */
@ResourceLock(Scenarios.SECOND_KERNEL)
class DashboardIT {

  @TestFactory
  @Timeout(700)
  Stream<DynamicTest> dashboard() {
    return Scenarios.run(Scenarios.SECOND_KERNEL, Duration.ofMinutes(10), DashboardScenarios.class);
  }
}
