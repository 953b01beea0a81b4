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
 * Tests virtual servers beside keepalived, on a real IPVS kernel: their start, commands, failures
 * and SNMP.
 */
@Order(2)
@ResourceLock(Scenarios.SECOND_KERNEL)
class ServerCommandsIT {

  @TestFactory
  @Timeout(1000)
  Stream<DynamicTest> besideKeepalived() {
    return Scenarios.run(
        Scenarios.SECOND_KERNEL,
        Duration.ofMinutes(15),
        ServerCommandScenarios.class,
        ServerStartScenarios.class,
        FailureLogScenarios.class,
        ServerSnmpScenarios.class);
  }
}
