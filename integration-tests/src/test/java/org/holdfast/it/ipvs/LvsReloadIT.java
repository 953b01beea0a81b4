package org.holdfast.it.ipvs;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests what clients see of reloads on a real IPVS kernel. */
@ResourceLock(Scenarios.SECOND_KERNEL)
class LvsReloadIT {

  @TestFactory
  @Timeout(400)
  Stream<DynamicTest> reloads() {
    return Scenarios.run(Scenarios.SECOND_KERNEL, Duration.ofMinutes(6), ReloadScenarios.class);
  }
}
