package org.holdfast.linux.route;

import java.util.stream.Stream;
import org.holdfast.linux.Namespace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class RouteKernelTest {

  @TestFactory
  Stream<DynamicTest> onARealKernel() {
    return Namespace.tests(RouteScenarios.class);
  }
}
