package org.holdfast.linux;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SocketKernelTest {

  @TestFactory
  Stream<DynamicTest> onARealKernel() {
    return Namespace.tests(SocketScenarios.class);
  }
}
