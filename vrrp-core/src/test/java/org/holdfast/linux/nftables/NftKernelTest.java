package org.holdfast.linux.nftables;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.holdfast.linux.Namespace;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class NftKernelTest {

  @TestFactory
  Stream<DynamicTest> onARealKernel() {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nft")), "needs nft (Debian: nftables)");
    return Stream.of(NftScenarios.class, MarkScenarios.class).flatMap(Namespace::tests);
  }
}
