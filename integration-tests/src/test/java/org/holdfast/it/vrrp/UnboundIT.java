package org.holdfast.it.vrrp;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests instances without an interface on a kernel that has VRFs. */
@ResourceLock(Scenarios.FIRST_KERNEL)
class UnboundIT {

  @TestFactory
  @Timeout(300)
  Stream<DynamicTest> unbound() {
    return Scenarios.run(Scenarios.FIRST_KERNEL, Duration.ofMinutes(4), UnboundScenarios.class);
  }
}
