package org.holdfast.it.interop;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.holdfast.it.vrrp.UnboundScenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests VLANs, bonds, ipvlan links and VRFs, which few kernels of test machines have, on a kernel
 * of their own.
 */
@Order(2)
@ResourceLock(Scenarios.FIRST_KERNEL)
class LinkKindsIT {

  @TestFactory
  @Timeout(1000)
  Stream<DynamicTest> linkKinds() {
    return Scenarios.run(
        Scenarios.FIRST_KERNEL,
        Duration.ofMinutes(14),
        IpvlanScenarios.class,
        BaseLinkScenarios.class,
        VrfScenarios.class,
        UnboundScenarios.class);
  }
}
