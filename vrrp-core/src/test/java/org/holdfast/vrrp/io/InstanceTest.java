package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.holdfast.linux.NanoClock;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.packet.AddressList;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.Parsed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An instance on a loop that is driven by hand, one second between adverts, owner of its address.
 */
class InstanceTest {

  private static final InstanceConfig OWNER =
      Configs.owner(
          Family.IPV4,
          new Tracks(true, false, List.of(), List.of()),
          Configs.address("10.0.0.9/24", "eth0"));
  private static final IpAddress PEER = IpAddress.of("10.0.0.2");

  @TempDir private Path directory;

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final Port port = new Port();
  private LifeRecord life;
  private Instance instance;

  /** Sends nowhere; what waits in it is heard when it is read empty. */
  private final class Port extends AdvertPort {
    private final List<Integer> waiting = new ArrayList<>();
    private int sent;

    Port() {
      super(OWNER, new AdvertReceivers(loop), new AdvertSenders(), NanoClock.wall());
    }

    @Override
    boolean send(int priority) {
      sent++;
      return true;
    }

    @Override
    void drain() {
      var all = List.copyOf(waiting);
      waiting.clear();
      all.forEach(priority -> instance.received(advert(priority), PEER, ByteBuffer.allocate(0)));
    }
  }

  private static Parsed advert(int priority) {
    var addresses = AddressList.of(Family.IPV4, IpAddress.of("10.0.0.9"));
    var advert = new Advertisement(VrrpVersion.V3, 51, priority, 1_000_000_000L, addresses);
    return new Parsed.Accepted(advert, ChecksumForm.PSEUDO_HEADER, PEER);
  }

  @BeforeEach
  void start() {
    life = LifeRecord.open(directory.resolve("state")).orElseThrow();
    instance =
        new Instance(
            "VI_1",
            OWNER,
            loop,
            time::nanoTime,
            port,
            new NoHoldings(),
            life.slot("VI_1"),
            new NoListener(),
            GroupMembership.NONE);
    instance.start(Set.of(), false, Times.NEVER);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  @AfterEach
  void end() {
    life.close();
  }

  private void stall(long millis) {
    time.advanceMillis(millis);
    loop.runNow();
  }

  private double mostLateSeconds() {
    return instance.belief().timeliness().advertLateness().mostSeconds();
  }

  @Test
  void anAdvertOnTimeIsNotLate() {
    stall(1000);

    assertThat(port.sent).isEqualTo(2);
    assertThat(mostLateSeconds()).isZero();
  }

  @Test
  void anAdvertIsAsLateAsTheStallThoughALowerOneHasMovedTheDeadlineMeanwhile() {
    port.waiting.add(100);

    stall(3500);

    assertThat(mostLateSeconds()).isEqualTo(2.5);
    assertThat(instance.state()).isInstanceOf(State.Master.class);
  }

  private static final class NoHoldings implements HoldingsDesk {
    @Override
    public void acquire(TakeoverTimes.Promotion promotion) {}

    @Override
    public void silence() {}

    @Override
    public void release() {}

    @Override
    public void reannounce() {}

    @Override
    public void announceSource(IpAddress source) {}

    @Override
    public void watch(ClaimEar.Witness witness) {}

    @Override
    public void unwatch() {}
  }

  private static final class NoListener implements TransitionListener {
    @Override
    public void instanceMoved(String name, String state, int priority, Reason reason) {}

    @Override
    public void groupMoved(String group, String state) {}
  }
}
