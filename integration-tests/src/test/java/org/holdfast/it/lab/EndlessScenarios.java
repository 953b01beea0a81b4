package org.holdfast.it.lab;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A scenario that hangs, for {@link UserModeLinuxIT}. */
final class EndlessScenarios {
  @Test
  void neverEnds() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
