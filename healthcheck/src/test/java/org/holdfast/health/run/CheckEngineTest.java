package org.holdfast.health.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.holdfast.health.Advice;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckState;
import org.holdfast.health.CheckTiming;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.Verdict;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

/** Uses a loop whose time stands still until a test advances it. */
class CheckEngineTest {

  private static final ProbeResult GOOD = ProbeResult.Passed.saying("connected");
  private static final ProbeResult BAD =
      new ProbeResult.Failed(Failure.REFUSED, "connection refused");
  private static final ProbeResult OUR_FAULT = new ProbeResult.NotRun("too many open files");

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final FakeServers servers = new FakeServers();
  private final CheckEngine engine = engine();
  private final List<String> heard = new ArrayList<>();

  @Test
  void runsACheckAtItsIntervalFromStartToStart() {
    subscribe(spec("10.0.0.1"));
    servers.answerAfter = Duration.ofMillis(300);
    pass(Duration.ofMillis(5500));
    assertThat(servers.startedAtMillis).containsExactly(0L, 1000L, 2000L, 3000L, 4000L, 5000L);
  }

  @Test
  void neverRunsACheckTwiceAtOnce() {
    subscribe(spec("10.0.0.1", Duration.ofSeconds(1), Duration.ofSeconds(10), 0));
    servers.answerAfter = Duration.ofMillis(2500);
    pass(Duration.ofSeconds(6));
    assertThat(servers.startedAtMillis).containsExactly(0L, 2500L, 5000L);
    assertThat(servers.mostAtOnce).isEqualTo(1);
  }

  @Test
  void endsARunThatTimesOut() {
    subscribe(spec("10.0.0.1", Duration.ofSeconds(5), Duration.ofSeconds(2), 0));
    servers.silent = true;
    pass(Duration.ofMillis(1900));
    assertThat(heard).isEmpty();
    pass(Duration.ofMillis(200));
    assertThat(heard).containsExactly("NOT_WELL timed out waiting for the connection");
    assertThat(servers.open).isZero();
  }

  @Test
  void readsItsSocketsOnceMoreBeforeALateTimeout() {
    subscribe(spec("10.0.0.1", Duration.ofSeconds(5), Duration.ofSeconds(2), 0));
    servers.silent = true;
    pass(Duration.ofMillis(1));
    time.advanceMillis(10_000); // a stall: nothing ran
    loop.runNow();
    servers.answer(GOOD); // the answer that was waiting in the socket
    pass(Duration.ofMillis(10));
    assertThat(heard).containsExactly("WELL connected");
  }

  @Test
  void extendsARunByTheTimeLostInAStall() {
    subscribe(spec("10.0.0.1", Duration.ofSeconds(5), Duration.ofSeconds(2), 0));
    servers.silent = true;
    pass(Duration.ofMillis(1));
    time.advanceMillis(10_000);
    loop.runNow();
    pass(Duration.ofMillis(1500)); // the request is sent only now
    assertThat(heard).isEmpty();
    servers.answer(GOOD);
    pass(Duration.ofMillis(10));
    assertThat(heard).containsExactly("WELL connected");
  }

  @Test
  void timesOutWhenTheExtendedDeadlineIsMissed() {
    subscribe(spec("10.0.0.1", Duration.ofSeconds(5), Duration.ofSeconds(2), 0));
    servers.silent = true;
    pass(Duration.ofMillis(1));
    time.advanceMillis(10_000);
    loop.runNow();
    pass(Duration.ofMillis(2100));
    assertThat(heard).containsExactly("NOT_WELL timed out waiting for the connection");
  }

  @Test
  void runsEqualChecksOnlyOnce() {
    subscribe(spec("10.0.0.1"));
    subscribe(spec("10.0.0.1"));
    subscribe(spec("10.0.0.2"));
    pass(Duration.ofMillis(900));
    assertThat(servers.startedAtMillis).hasSize(2);
    assertThat(heard).hasSize(3);
    assertThat(engine.snapshot()).hasSize(2);
  }

  @Test
  void reportsTheCurrentStateToALateListener() {
    subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(100));
    heard.clear();
    subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(100));
    assertThat(heard).containsExactly("WELL connected");
  }

  @Test
  void keepsACheckAsLongAsItHasAListener() {
    var first = subscribe(spec("10.0.0.1"));
    var second = subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(100));
    first.end();
    first.end();
    pass(Duration.ofSeconds(1));
    assertThat(servers.startedAtMillis).hasSize(2);
    second.end();
    pass(Duration.ofSeconds(5));
    assertThat(servers.startedAtMillis).hasSize(2);
    assertThat(engine.snapshot()).isEmpty();
  }

  @Test
  void pausesWhileNoSubscriptionNeedsIt() {
    var one = subscribe(spec("10.0.0.1"));
    var other = subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(100));
    one.suspend();
    pass(Duration.ofSeconds(1));
    assertThat(servers.startedAtMillis).hasSize(2);
    other.suspend();
    pass(Duration.ofSeconds(10));
    assertThat(servers.startedAtMillis).hasSize(2);
    one.resume();
    pass(Duration.ofMillis(100));
    assertThat(servers.startedAtMillis).hasSize(3);
    assertThat(heard).as("what was believed stands").hasSize(2);
  }

  @Test
  void retriesAfterALocalProblemWithoutChangingTheVerdict() {
    subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(100));
    servers.result = OUR_FAULT;
    pass(Duration.ofSeconds(10));
    assertThat(heard).containsExactly("WELL connected");
    assertThat(engine.notRun()).isGreaterThanOrEqualTo(10);
    servers.result = BAD;
    pass(Duration.ofSeconds(2));
    assertThat(heard).containsExactly("WELL connected", "NOT_WELL connection refused");
  }

  @Test
  void reportsAgainWhenTheAdviceChanges() {
    servers.result = new ProbeResult.Passed("up 75%", new Advice.Percent(75));
    subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(2500));
    servers.result = new ProbeResult.Passed("up 50%", new Advice.Percent(50));
    pass(Duration.ofSeconds(2));
    assertThat(heard).containsExactly("WELL up 75%", "WELL up 50%");
  }

  @Test
  void reportsChangedAdviceAfterAnInconclusiveRun() {
    servers.result = new ProbeResult.Passed("drain", new Advice.Drain());
    subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(1500));
    servers.result = OUR_FAULT;
    pass(Duration.ofSeconds(1));
    servers.result = GOOD;
    pass(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("WELL drain", "WELL connected");
  }

  @Test
  void runsACheckAgainAfterItsProberThrew() {
    subscribe(spec("10.0.0.1"));
    servers.defect = true;
    pass(Duration.ofMillis(2500));
    assertThat(heard).isEmpty();
    servers.defect = false;
    pass(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("WELL connected");
  }

  @Test
  void runsACheckAgainAfterItsListenerThrew() {
    var _ =
        engine.subscribe(
            spec("10.0.0.1"),
            _ -> {
              throw new IllegalStateException("a defect");
            });
    subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(1500));
    assertThat(servers.startedAtMillis).containsExactly(0L, 1000L);
    assertThat(heard).containsExactly("WELL connected");
  }

  @Test
  void reportsAgainWhenItFailsForAnotherReason() {
    servers.result = BAD;
    subscribe(spec("10.0.0.1"));
    pass(Duration.ofMillis(2500));
    servers.result = new ProbeResult.Failed(Failure.UNREACHABLE, "no route to host");
    pass(Duration.ofSeconds(2));
    assertThat(heard).containsExactly("NOT_WELL connection refused", "NOT_WELL no route to host");
  }

  @Test
  void reportsResultsFromOutside() {
    var probe = new Probe.Bfd("peer");
    engine.report(probe, BAD);
    subscribe(new CheckSpec(probe, spec("10.0.0.1").timing()));
    pass(Duration.ofMillis(10));
    engine.report(probe, GOOD);
    pass(Duration.ofMillis(10));
    assertThat(heard).containsExactly("NOT_WELL connection refused", "WELL connected");
    assertThat(servers.startedAtMillis).isEmpty();
  }

  private CheckEngine engine() {
    Prober<Probe.Tcp> tcp = servers;
    return new CheckEngine(
        List.of(loop),
        new Probers(
            tcp,
            (_, _, _) -> servers.none(),
            (_, _, _) -> servers.none(),
            (_, _, _) -> servers.none(),
            (_, _, _) -> servers.none(),
            (_, _, _) -> servers.none(),
            (_, _, _) -> servers.none(),
            (_, _, _) -> servers.none()),
        time::nanoTime,
        () -> 0);
  }

  private CheckEngine.Subscription subscribe(CheckSpec spec) {
    return engine.subscribe(spec, this::hear);
  }

  private void hear(CheckState state) {
    var last = state.last();
    heard.add(
        (state.verdict() == Verdict.WELL ? "WELL " : "NOT_WELL ")
            + (last == null ? "" : last.words()));
  }

  private static CheckSpec spec(String address) {
    return spec(address, Duration.ofSeconds(1), Duration.ofMillis(800), 0);
  }

  private static CheckSpec spec(String address, Duration interval, Duration timeout, int retries) {
    return new CheckSpec(
        new Probe.Tcp(Target.of(IpAddress.of(address), 80)),
        new CheckTiming(interval, timeout, retries, interval, 1, null, Duration.ZERO, 0));
  }

  private void pass(Duration span) {
    for (long step = 0; step < span.toMillis(); step++) {
      settle();
      time.advanceMillis(1);
    }
    settle();
  }

  private void settle() {
    while (loop.runNow() > 0) {
      // the tasks may have submitted more tasks
    }
  }

  private final class FakeServers implements Prober<Probe.Tcp> {
    private final List<Long> startedAtMillis = new ArrayList<>();
    private final Queue<Consumer<ProbeResult>> waiting = new ArrayDeque<>();
    private Duration answerAfter = Duration.ofMillis(1);
    private ProbeResult result = GOOD;
    private boolean silent;
    private boolean defect;
    private int open;
    private int mostAtOnce;

    @Override
    public ProbeRun start(Probe.Tcp probe, IoEventLoop on, Consumer<ProbeResult> answer) {
      if (defect) {
        throw new IllegalStateException("a defect");
      }
      startedAtMillis.add(TimeUnit.NANOSECONDS.toMillis(time.nanoTime()));
      open++;
      mostAtOnce = Math.max(mostAtOnce, open);
      waiting.add(answer);
      if (!silent) {
        var _ = on.schedule(() -> answer(result), answerAfter.toMillis(), TimeUnit.MILLISECONDS);
      }
      return new ProbeRun() {
        @Override
        public ProbeResult outOfTime() {
          return new ProbeResult.Failed(Failure.TIMED_OUT, "timed out waiting for the connection");
        }

        @Override
        public void cancel() {
          if (waiting.remove(answer)) {
            open--;
          }
        }
      };
    }

    private void answer(ProbeResult with) {
      var next = waiting.poll();
      if (next != null) {
        open--;
        next.accept(with);
      }
    }

    private ProbeRun none() {
      throw new IllegalStateException("not expected in this test");
    }
  }

  @Test
  void aReportedResultIsKeptUntilItsProbeNoLongerExists() {
    var engine = engine();
    var stays = new Probe.Bfd("stays");
    engine.report(stays, GOOD);
    engine.report(new Probe.Bfd("removed"), GOOD);
    assertThat(engine.reportedProbes()).isEqualTo(2);
    engine.retainReported(stays::equals);
    assertThat(engine.reportedProbes()).isEqualTo(1);
  }
}
