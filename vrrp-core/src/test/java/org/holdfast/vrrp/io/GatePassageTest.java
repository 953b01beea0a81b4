package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatePassageTest {

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final List<String> through = new ArrayList<>();
  private final List<Runnable> gate = new ArrayList<>();
  private final GatePassage passage =
      new GatePassage(
          loop,
          new AddressGate() {
            @Override
            public void beforeAddresses(String instance, Runnable ready) {
              gate.add(ready);
            }

            @Override
            public void afterAddresses(String instance) {}
          },
          through::add);

  @Test
  void anOpenGateHoldsNobodyUp() {
    new GatePassage(loop, AddressGate.OPEN, through::add).approach("VI_1");
    assertThat(through).containsExactly("VI_1");
  }

  @Test
  void waitsUntilTheGateOpens() {
    passage.approach("VI_1");
    pass(500);
    assertThat(through).isEmpty();
    gate.getFirst().run();
    assertThat(through).containsExactly("VI_1");
    pass(2 * AddressGate.PATIENCE_MILLIS);
    assertThat(through).as("once").containsExactly("VI_1");
  }

  @Test
  void doesNotWaitForEver() {
    passage.approach("VI_1");
    pass(AddressGate.PATIENCE_MILLIS - 1);
    assertThat(through).isEmpty();
    pass(1);
    assertThat(through).containsExactly("VI_1");
    gate.getFirst().run();
    assertThat(through).as("once").containsExactly("VI_1");
  }

  @Test
  void aGateThatFailsHoldsNobodyUp() {
    new GatePassage(
            loop,
            new AddressGate() {
              @Override
              public void beforeAddresses(String instance, Runnable ready) {
                throw new IllegalStateException("as a test wants it");
              }

              @Override
              public void afterAddresses(String instance) {}
            },
            through::add)
        .approach("VI_1");
    assertThat(through).containsExactly("VI_1");
  }

  @Test
  void aGateThatFailsByAnErrorHoldsNobodyUp() {
    new GatePassage(
            loop,
            new AddressGate() {
              @Override
              public void beforeAddresses(String instance, Runnable ready) {
                throw new AssertionError("as a test wants it");
              }

              @Override
              public void afterAddresses(String instance) {}
            },
            through::add)
        .approach("VI_1");
    assertThat(through).containsExactly("VI_1");
  }

  @Test
  void letsNobodyThroughWhoHasTurnedBack() {
    passage.approach("VI_1");
    passage.turnBack("VI_1");
    gate.getFirst().run();
    pass(2 * AddressGate.PATIENCE_MILLIS);
    assertThat(through).isEmpty();
  }

  @Test
  void anEarlierWayIsNotTheLaterOne() {
    passage.approach("VI_1");
    passage.turnBack("VI_1");
    pass(600);
    passage.approach("VI_1");
    gate.getFirst().run();
    pass(600); // the patience with the first has run out
    assertThat(through).isEmpty();
    gate.getLast().run();
    assertThat(through).containsExactly("VI_1");
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      time.advanceMillis(1);
      loop.runNow();
    }
  }
}
