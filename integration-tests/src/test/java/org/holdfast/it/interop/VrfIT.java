package org.holdfast.it.interop;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests routes and rules of VRFs and users on a kernel that has both. */
@ResourceLock(Scenarios.FIRST_KERNEL)
class VrfIT {

  @TestFactory
  @Timeout(300)
  Stream<DynamicTest> vrf() {
    return Scenarios.run(Scenarios.FIRST_KERNEL, Duration.ofMinutes(4), VrfScenarios.class);
  }
}
