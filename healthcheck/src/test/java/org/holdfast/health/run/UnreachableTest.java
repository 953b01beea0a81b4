package org.holdfast.health.run;

import java.util.stream.Stream;
import org.holdfast.linux.Namespace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UnreachableTest {

  @TestFactory
  Stream<DynamicTest> onARealKernel() {
    return Namespace.tests(UnreachableScenarios.class);
  }
}
