package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests what clients see of reloads, and what the dashboard shows, on a real IPVS kernel. */
@Order(3)
@ResourceLock(Scenarios.FIRST_KERNEL)
class LvsReloadIT {

  @TestFactory
  @Timeout(1000)
  Stream<DynamicTest> reloadsAndDashboard() {
    return Scenarios.run(
        Scenarios.FIRST_KERNEL,
        Duration.ofMinutes(15),
        ReloadScenarios.class,
        DashboardScenarios.class);
  }
}
