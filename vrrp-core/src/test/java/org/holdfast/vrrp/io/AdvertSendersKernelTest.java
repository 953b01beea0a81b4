package org.holdfast.vrrp.io;

import java.util.stream.Stream;
import org.holdfast.linux.Namespace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class AdvertSendersKernelTest {

  @TestFactory
  Stream<DynamicTest> onARealKernel() {
    return Namespace.tests(AdvertSendersScenarios.class);
  }
}
