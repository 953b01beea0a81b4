package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.route.RouteEvent;
import org.junit.jupiter.api.Test;

class KernelNewsTest {

  private final ArrayDeque<RouteEvent> waiting = new ArrayDeque<>();
  private final List<List<RouteEvent>> batches = new ArrayList<>();
  private boolean overrun;
  private boolean broken;
  private int losses;

  private final KernelNews<RouteEvent> news =
      new KernelNews<>(
          this::receive,
          new KernelNews.Listener<>() {
            @Override
            public void happened(List<RouteEvent> batch) {
              batches.add(batch);
            }

            @Override
            public void lost() {
              losses++;
            }
          });

  private Reception receive(Consumer<RouteEvent> consumer) {
    if (broken) {
      throw new LinuxException("receive", 12);
    }
    if (overrun) {
      overrun = false;
      return Reception.OVERRUN;
    }
    var event = waiting.poll();
    if (event == null) {
      return Reception.NOTHING;
    }
    consumer.accept(event);
    return Reception.MESSAGES;
  }

  private void wait(int notifications) {
    for (int i = 0; i < notifications; i++) {
      waiting.add(new RouteEvent.AddressChanged(Links.address(2, "10.0.0.1/24")));
    }
  }

  @Test
  void oneTurnReadsABoundedNumberOfEvents() {
    wait(10_000);

    news.read();

    assertThat(batches).hasSize(1);
    assertThat(batches.getFirst()).hasSize(KernelNews.AT_ONE_TURN);
    assertThat(waiting).hasSize(10_000 - KernelNews.AT_ONE_TURN);
  }

  @Test
  void eventsReadInOneTurnAreReportedTogether() {
    wait(3);

    news.read();
    news.read();

    assertThat(batches).hasSize(1);
    assertThat(batches.getFirst()).hasSize(3);
    assertThat(losses).isZero();
  }

  @Test
  void aLossIsReportedAfterEarlierEvents() {
    overrun = true;
    wait(2);

    news.read();
    assertThat(losses).isEqualTo(1);
    assertThat(batches).isEmpty();

    news.read();
    assertThat(batches).hasSize(1);
    assertThat(losses).isEqualTo(1);
  }

  @Test
  void aSocketThatFailsMayHaveLostSomething() {
    broken = true;

    assertThatThrownBy(news::read).isInstanceOf(LinuxException.class);

    assertThat(losses).isEqualTo(1);
  }
}
