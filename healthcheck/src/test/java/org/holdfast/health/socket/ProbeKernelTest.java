package org.holdfast.health.socket;

import java.util.stream.Stream;
import org.holdfast.linux.Namespace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ProbeKernelTest {

  @TestFactory
  Stream<DynamicTest> onARealKernel() {
    return Namespace.tests(ProbeScenarios.class);
  }
}
