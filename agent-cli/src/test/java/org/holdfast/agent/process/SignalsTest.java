package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SignalsTest {

  private final List<String> did = Collections.synchronizedList(new ArrayList<>());

  @Test
  void anAgentThatHangsIsEndedOnceItsAddressesAreReleased() {
    var signals = Signals.unheard();
    signals.serving(() -> Duration.ofMillis(20), () -> did.add("released"));
    signals.flushingBy(() -> did.add("flushed"));
    var hanging = Thread.ofPlatform().daemon().start(() -> await(new CountDownLatch(1)));

    assertThat(signals.stopAndWaitFor(hanging)).isFalse();

    assertThat(did).containsExactly("released", "flushed");
  }

  @Test
  void anAgentThatEndsInTimeIsLeftToItself() {
    var signals = Signals.unheard();
    signals.serving(() -> Duration.ofSeconds(20), () -> did.add("released"));
    var agent =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                signals.awaitStop();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    assertThat(signals.stopAndWaitFor(agent)).isTrue();

    assertThat(agent.isAlive()).isFalse();
    assertThat(did).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
