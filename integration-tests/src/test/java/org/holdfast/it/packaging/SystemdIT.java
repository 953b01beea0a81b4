package org.holdfast.it.packaging;

import java.time.Duration;
import java.util.stream.Stream;
import org.holdfast.it.lab.Scenarios;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tests what needs systemd as the first process: {@link SystemdScenarios}. */
@Order(3)
final class SystemdIT {
  @TestFactory
  @ResourceLock(Scenarios.FIRST_KERNEL)
  @Timeout(540)
  Stream<DynamicTest> units() {
    return Scenarios.runWithSystemd(
        Scenarios.FIRST_KERNEL, Duration.ofMinutes(8), SystemdScenarios.class);
  }
}
