package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests the table, and the packaged agent between clients and servers, on a real IPVS kernel. */
@Order(1)
@ResourceLock(Scenarios.FIRST_KERNEL)
class LvsIT {

  @TestFactory
  @Timeout(1000)
  Stream<DynamicTest> tableAndTraffic() {
    return Scenarios.run(
        Scenarios.FIRST_KERNEL,
        Duration.ofMinutes(15),
        IpvsKernelScenarios.class,
        IpvsSyncScenarios.class,
        TrafficScenarios.class,
        ServerScenarios.class,
        NamespaceScenarios.class,
        DrainScenarios.class);
  }
}
