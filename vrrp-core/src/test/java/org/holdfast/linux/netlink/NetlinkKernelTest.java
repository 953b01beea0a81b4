package org.holdfast.linux.netlink;

import java.util.stream.Stream;
import org.holdfast.linux.Namespace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class NetlinkKernelTest {

  @TestFactory
  Stream<DynamicTest> onARealKernel() {
    return Namespace.tests(NetlinkScenarios.class);
  }
}
