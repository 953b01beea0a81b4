package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.junit.jupiter.api.Test;

class HeldChangesTest {

  private static final InstanceId VI_1 = new InstanceId("VI_1");
  private static final InstanceId VI_2 = new InstanceId("VI_2");
  private static final long LONGEST_MILLIS = HeldChanges.LONGEST.toMillis();

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final List<String> done = new ArrayList<>();
  private final HeldChanges held =
      new HeldChanges(loop, (instances, _) -> done.add("change " + instances.keySet()));

  private static InstanceConfig holding(String prefix) {
    return TestInstance.named("VI").holds(prefix).build();
  }

  private void follow(InstanceId instance, InstanceConfig config) {
    held.follow(Map.of(instance, config), StaticConfig.NONE);
  }

  private void release(InstanceId instance, String prefix) {
    held.release(instance, holding(prefix).holdings(), () -> done.add("release " + instance));
  }

  private void pass(long millis) {
    time.advanceMillis(millis);
    loop.runNow();
  }

  @Test
  void aChangeIsCarriedOutAtOnceUnlessChangesAreHeld() {
    follow(VI_1, holding("10.0.0.9/24"));
    assertThat(done).containsExactly("change [VI_1]");
    assertThat(held.beforeAddresses(VI_1)).isDone();
  }

  @Test
  void heldChangesAreCarriedOutTogetherAtTheEnd() {
    held.begin();
    follow(VI_1, holding("10.0.0.9/24"));
    follow(VI_1, holding("10.0.0.8/24"));
    assertThat(done).isEmpty();
    assertThat(held.isHolding()).isTrue();

    held.end();

    assertThat(done).containsExactly("change [VI_1]");
    assertThat(held.isHolding()).isFalse();
    held.end();
    pass(2 * LONGEST_MILLIS);
    assertThat(done).hasSize(1);
  }

  @Test
  void withoutAChangeTheEndChangesNothing() {
    held.begin();
    held.end();
    assertThat(done).isEmpty();
  }

  @Test
  void changesAreNotHeldForLongerThanTheLimit() {
    held.begin();
    follow(VI_1, holding("10.0.0.9/24"));
    pass(LONGEST_MILLIS - 1);
    assertThat(done).isEmpty();
    pass(1);
    assertThat(done).containsExactly("change [VI_1]");
  }

  @Test
  void theLimitOfAnEarlierReloadDoesNotEndALaterOne() {
    held.begin();
    pass(LONGEST_MILLIS - 1);
    held.end();
    held.begin();
    follow(VI_1, holding("10.0.0.9/24"));
    pass(1);
    assertThat(done).isEmpty();
  }

  @Test
  void onlyAnInstanceThatTheReloadAddsWaitsForItsAddresses() {
    held.begin();
    held.added(VI_2, holding("10.0.0.8/24"));
    assertThat(held.beforeAddresses(VI_1)).isDone();
    assertThat(held.patience(VI_1)).isZero();
    var ready = held.beforeAddresses(VI_2);
    assertThat(ready).isNotDone();
    assertThat(held.patience(VI_2)).isEqualTo(HeldChanges.LONGEST);

    held.end();

    assertThat(ready).isDone();
    assertThat(held.beforeAddresses(VI_2)).isDone();
  }

  @Test
  void anAddressThatMovesIsReleasedAfterItsNewInstanceHasIt() {
    held.begin();
    follow(VI_2, holding("10.0.0.9/24"));
    release(VI_1, "10.0.0.9/24");
    assertThat(done).isEmpty();
    held.end();
    assertThat(done).containsExactly("change [VI_2]", "release VI_1");
  }

  @Test
  void anAddressThatMovesToANewInstanceIsHeldToo() {
    held.begin();
    held.added(VI_2, holding("10.0.0.9/24"));
    release(VI_1, "10.0.0.9/24");
    assertThat(done).isEmpty();
    held.end();
    assertThat(done).containsExactly("release VI_1");
  }

  @Test
  void otherAddressesAreReleasedAtOnce() {
    held.begin();
    follow(VI_1, holding("10.0.0.9/24"));
    follow(VI_2, holding("10.0.0.8/24"));
    release(VI_1, "10.0.0.9/24");
    assertThat(done).containsExactly("release VI_1");
  }

  @Test
  void anInstanceThatAcquiresAgainReleasesNothing() {
    held.begin();
    follow(VI_2, holding("10.0.0.9/24"));
    release(VI_1, "10.0.0.9/24");
    held.acquires(VI_1);
    held.end();
    assertThat(done).containsExactly("change [VI_2]");
  }

  @Test
  void anInstanceThatHasEndedIsForgotten() {
    held.begin();
    follow(VI_1, holding("10.0.0.9/24"));
    held.removed(VI_1);
    held.end();
    assertThat(done).containsExactly("change []");
  }
}
