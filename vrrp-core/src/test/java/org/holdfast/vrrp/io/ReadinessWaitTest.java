package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadinessWaitTest {

  private static final InstanceId VI_1 = new InstanceId("VI_1");
  private static final long PATIENCE_MILLIS = Readiness.PATIENCE.toMillis();

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final List<InstanceId> ready = new ArrayList<>();
  private final Slow slow = new Slow(Readiness.PATIENCE);
  private final ReadinessWait wait = new ReadinessWait(loop, List.of(slow), ready::add);

  /** A service that is ready when the test completes its latest answer. */
  private static final class Slow implements Readiness {
    private final Duration patience;
    private final List<CompletableFuture<Void>> answers = new ArrayList<>();

    Slow(Duration patience) {
      this.patience = patience;
    }

    @Override
    public CompletableFuture<Void> beforeAddresses(InstanceId instance) {
      answers.add(new CompletableFuture<>());
      return answers.getLast();
    }

    @Override
    public Duration patience(InstanceId instance) {
      return patience;
    }
  }

  private void complete(CompletableFuture<Void> answer) {
    answer.complete(null);
    loop.runNow();
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      time.advanceMillis(1);
      loop.runNow();
    }
  }

  @Test
  void withoutServicesAnInstanceIsReadyAtOnce() {
    new ReadinessWait(loop, List.of(), ready::add).begin(VI_1);
    assertThat(ready).containsExactly(VI_1);
  }

  @Test
  void waitsForTheAnswer() {
    wait.begin(VI_1);
    pass(500);
    assertThat(ready).isEmpty();
    complete(slow.answers.getFirst());
    assertThat(ready).containsExactly(VI_1);
    pass(2 * PATIENCE_MILLIS);
    assertThat(ready).as("once").containsExactly(VI_1);
  }

  @Test
  void waitsForALimitedTime() {
    wait.begin(VI_1);
    pass(PATIENCE_MILLIS - 1);
    assertThat(ready).isEmpty();
    pass(1);
    assertThat(ready).containsExactly(VI_1);
    complete(slow.answers.getFirst());
    assertThat(ready).as("once").containsExactly(VI_1);
  }

  @Test
  void waitsForAllServices() {
    var other = new Slow(Readiness.PATIENCE);
    new ReadinessWait(loop, List.of(slow, other), ready::add).begin(VI_1);
    complete(other.answers.getFirst());
    assertThat(ready).isEmpty();
    complete(slow.answers.getFirst());
    assertThat(ready).containsExactly(VI_1);
  }

  @Test
  void theLongestPatienceApplies() {
    var patient = new Slow(Duration.ofMillis(2500));
    new ReadinessWait(loop, List.of(slow, patient, slow), ready::add).begin(VI_1);
    pass(2499);
    assertThat(ready).isEmpty();
    pass(1);
    assertThat(ready).containsExactly(VI_1);
  }

  @Test
  void aFailedAnswerDelaysNoInstance() {
    wait.begin(VI_1);
    slow.answers.getFirst().completeExceptionally(new IllegalStateException("as a test wants it"));
    loop.runNow();
    assertThat(ready).containsExactly(VI_1);
  }

  @Test
  void aServiceThatThrowsDelaysNoInstance() {
    Readiness failing =
        instance -> {
          throw new IllegalStateException("as a test wants it");
        };
    new ReadinessWait(loop, List.of(failing), ready::add).begin(VI_1);
    assertThat(ready).containsExactly(VI_1);
  }

  @Test
  void anErrorDelaysNoInstanceAndOtherServicesAreAwaited() {
    Readiness failing =
        instance -> {
          throw new AssertionError("as a test wants it");
        };
    new ReadinessWait(loop, List.of(failing), ready::add).begin(VI_1);
    assertThat(ready).containsExactly(VI_1);

    new ReadinessWait(loop, List.of(failing, slow), ready::add).begin(VI_1);
    assertThat(ready).containsExactly(VI_1);
    complete(slow.answers.getFirst());
    assertThat(ready).containsExactly(VI_1, VI_1);
  }

  @Test
  void aCancelledWaitEndsWithoutAnEffect() {
    wait.begin(VI_1);
    wait.cancel(VI_1);
    complete(slow.answers.getFirst());
    pass(2 * PATIENCE_MILLIS);
    assertThat(ready).isEmpty();
  }

  @Test
  void anEarlierWaitDoesNotEndALaterOne() {
    wait.begin(VI_1);
    wait.cancel(VI_1);
    pass(600);
    wait.begin(VI_1);
    complete(slow.answers.getFirst());
    pass(600); // the patience of the first wait is over
    assertThat(ready).isEmpty();
    complete(slow.answers.getLast());
    assertThat(ready).containsExactly(VI_1);
  }
}
