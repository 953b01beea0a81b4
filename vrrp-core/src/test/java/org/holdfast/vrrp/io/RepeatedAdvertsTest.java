package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.holdfast.linux.loop.DeadlineQueue;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.packet.AddressList;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.packet.Parsed;
import org.holdfast.vrrp.packet.SequenceMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup that hears its master's advert again and again, as the same object from the parser. */
class RepeatedAdvertsTest {

  private static final IpAddress PEER = IpAddress.of("10.0.0.2");
  private static final ByteBuffer PACKET = ByteBuffer.allocate(0);

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final DeadlineQueue deadlines = new DeadlineQueue(loop, time::nanoTime);
  private int looksAtTheClock;

  private final class Subject {
    private final RecordedNews news = new RecordedNews();
    private final Instance instance;

    Subject(InstanceConfig config) {
      var port =
          new AdvertPort(
              config,
              new AdvertReceivers(loop),
              new AdvertSenders(),
              NanoClock.wall(),
              SequenceMemory.NONE);
      instance =
          new Instance(
              new InstanceId(config.name()),
              config,
              deadlines,
              this::nanos,
              port,
              mock(HoldingsRequests.class),
              mock(RecordSlots.Slot.class),
              news);
      instance.sourceIs(IpAddress.of("10.0.0.1"));
      instance.start(Set.of(), false, Times.NEVER, Times.NEVER);
    }

    private long nanos() {
      looksAtTheClock++;
      return time.nanoTime();
    }

    void hear(Parsed.Accepted advert) {
      instance.inbox().received(advert, advert.source(), PACKET);
    }

    /** Hears an equal advert, which is handled in full because it is another object. */
    void hearCopy(Parsed.Accepted advert) {
      hear(new Parsed.Accepted(advert.advertisement(), advert.checksum(), advert.source()));
    }
  }

  private static TestInstance config() {
    return TestInstance.named("VI_1").holds("10.0.0.9/24").tracksScript("web", -60);
  }

  private static Parsed.Accepted advert(IpAddress source, int priority, String address) {
    var addresses = AddressList.of(Family.IPV4, IpAddress.of(address));
    return new Parsed.Accepted(
        new Advertisement(VrrpVersion.V3, 51, priority, 1_000_000_000L, addresses),
        ChecksumForm.PSEUDO_HEADER,
        source);
  }

  @Test
  void aRepetitionCostsALookAtTheClock() {
    var subject = new Subject(config().build());
    var advert = advert(PEER, 150, "10.0.0.9");
    for (int i = 0; i < 3; i++) {
      subject.hear(advert);
    }

    looksAtTheClock = 0;
    subject.hear(advert);
    assertThat(looksAtTheClock).isEqualTo(1);
  }

  @Test
  void theMasterIsLostAMasterDownTimeAfterTheLastRepetition() {
    var subject = new Subject(config().build());
    var advert = advert(PEER, 150, "10.0.0.9");
    for (int i = 0; i < 5; i++) {
      pass(1000);
      subject.hear(advert);
    }

    pass(3600);
    assertThat(subject.instance.state()).isInstanceOf(State.Backup.class);
    pass(10);
    assertThat(subject.instance.state()).isInstanceOf(State.Master.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void repetitionsDoWhatAdvertsThatAreHandledInFullDo(boolean preempts) {
    var random = new Random(1);
    var master = advert(PEER, 150, "10.0.0.9");
    var terms = preempts ? config() : config().withoutPreemption();
    var repeating = new Subject(terms.build());
    var copying = new Subject(terms.build());
    var both = List.of(repeating, copying);
    for (int i = 0; i < 3_000; i++) {
      switch (random.nextInt(60)) {
        case 0 -> each(both, advert(PEER, 0, "10.0.0.9"));
        case 1 -> each(both, advert(PEER, 60, "10.0.0.9"));
        case 2 -> each(both, advert(PEER, 150, "10.0.0.77"));
        case 3 -> each(both, advert(IpAddress.of("10.0.0.3"), 200, "10.0.0.9"));
        case 4 -> both.forEach(one -> one.instance.inbox().received(Defect.CHECKSUM, PEER, PACKET));
        case 5 -> report(both, random.nextBoolean() ? TrackVerdict.FAILED : TrackVerdict.WELL);
        case 6 -> each(both, new Event.MasterUnreachable(PEER));
        case 7 -> fault(both, new FaultReason.InterfaceDown("eth0"));
        case 8 -> both.forEach(one -> one.instance.ordered("down"));
        case 9 -> both.forEach(one -> one.instance.ordered(""));
        case 10 -> both.forEach(one -> one.instance.sourceIs(IpAddress.of("10.0.0.4")));
        case 11 -> both.forEach(one -> one.instance.expireDisagreements());
        case 12 -> pass(random.nextInt(500, 5000));
        case 13, 14, 15 -> assertThat(status(repeating)).isEqualTo(status(copying));
        case 16 -> master = advert(PEER, random.nextInt(80, 120), "10.0.0.9");
        default -> {
          pass(random.nextInt(500, 1000)); // so that each is due to be examined
          repeating.hear(master);
          copying.hearCopy(master);
        }
      }
    }
    assertThat(status(repeating)).isEqualTo(status(copying));
    assertThat(repeating.news.take()).isEqualTo(copying.news.take());
  }

  private static void each(List<Subject> both, Parsed.Accepted advert) {
    both.forEach(one -> one.hearCopy(advert));
  }

  private static void each(List<Subject> both, Event event) {
    both.forEach(one -> one.instance.on(event));
  }

  private static void fault(List<Subject> both, FaultReason reason) {
    each(both, new Event.FaultRaised(reason));
    each(both, new Event.FaultCleared(reason));
  }

  private static void report(List<Subject> both, TrackVerdict verdict) {
    both.forEach(one -> one.instance.trackReported(TrackKind.SCRIPT, "web", verdict));
  }

  /** The status, without a time of the wall clock, which moves during the test. */
  private static String status(Subject subject) {
    return subject.instance.status(List.of()).toString().replaceFirst("since=[^,]*", "");
  }

  private void pass(long millis) {
    for (long i = 0; i < millis; i += 10) {
      time.advanceMillis(Math.min(10, millis - i));
      loop.runNow();
    }
  }
}
