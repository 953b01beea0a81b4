package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The table, on a real IPVS kernel. */
class IpvsIT {

  @TestFactory
  @Timeout(700)
  Stream<DynamicTest> tables() {
    return Scenarios.run(
        Duration.ofMinutes(10), IpvsKernelScenarios.class, IpvsSyncScenarios.class);
  }
}
