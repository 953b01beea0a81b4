package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests the table on a real IPVS kernel. */
@Order(3)
@ResourceLock(Scenarios.FIRST_KERNEL)
class IpvsIT {

  @TestFactory
  @Timeout(700)
  Stream<DynamicTest> tables() {
    return Scenarios.run(
        Scenarios.FIRST_KERNEL,
        Duration.ofMinutes(10),
        IpvsKernelScenarios.class,
        IpvsSyncScenarios.class);
  }
}
