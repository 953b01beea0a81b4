package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.ipvs.Samples.A;
import static org.holdfast.ipvs.Samples.B;
import static org.holdfast.ipvs.Samples.C;
import static org.holdfast.ipvs.Samples.NAMES;
import static org.holdfast.ipvs.Samples.WEB;
import static org.holdfast.ipvs.Samples.service;
import static org.holdfast.ipvs.Samples.web;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.net.Family;
import org.junit.jupiter.api.Test;

/** When each task runs. Only the test advances the loop and the clock. */
class IpvsSyncLoopTest {

  private static final Timeouts TCP =
      new Timeouts(Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO);
  private static final SyncDaemonConfig ON_LOOPBACK =
      new SyncDaemonConfig("lo", 1, null, 0, null, 0, 0);

  private record Timer(long at, Runnable task) {}

  private final FakeKernel kernel = new FakeKernel();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final List<Timer> timers = new ArrayList<>();
  private long now;
  private final IpvsSync sync = IpvsSync.start(kernel, loop(), () -> now, IpvsListener.NONE);

  private ScheduledExecutorService loop() {
    var loop = mock(ScheduledExecutorService.class);
    doAnswer(call -> waiting.add(call.getArgument(0))).when(loop).execute(any());
    when(loop.schedule(any(Runnable.class), anyLong(), eq(TimeUnit.NANOSECONDS)))
        .thenAnswer(call -> timer(call.getArgument(0), call.getArgument(1)));
    return loop;
  }

  private ScheduledFuture<?> timer(Runnable task, long nanos) {
    var timer = new Timer(now + nanos, task);
    timers.add(timer);
    var future = mock(ScheduledFuture.class);
    when(future.cancel(anyBoolean())).thenAnswer(call -> timers.remove(timer));
    return future;
  }

  /** Runs the waiting tasks, then the timers that are due now. */
  private void run() {
    pass(Duration.ZERO);
  }

  private void pass(Duration span) {
    long end = now + span.toNanos();
    while (true) {
      while (!waiting.isEmpty()) {
        waiting.remove().run();
      }
      var next = timers.stream().min(Comparator.comparingLong(Timer::at));
      if (next.isEmpty() || next.get().at() > end) {
        break;
      }
      timers.remove(next.get());
      now = Math.max(now, next.get().at());
      next.get().task().run();
    }
    now = Math.max(now, end);
  }

  @Test
  void requestsThatBelongTogetherWakeTheLoopOnceAfterTheLastOne() {
    run();
    sync.together(() -> {
      sync.want(WEB, Optional.of(web(A)));
      sync.together(() -> sync.want(NAMES, Optional.of(service(NAMES, B))));
      assertThat(waiting).isEmpty();
    });
    assertThat(waiting).hasSize(1);

    run();
    assertThat(kernel.table.contents()).containsExactly(web(A), service(NAMES, B));
  }

  @Test
  void requestsBeforeAFailureAmongThoseThatBelongTogetherAreCarriedOut() {
    assertThatThrownBy(() ->
            sync.together(() -> {
              sync.want(WEB, Optional.of(web(A)));
              throw new IllegalStateException("bug");
            }))
        .hasMessage("bug");
    run();
    assertThat(kernel.table.contents()).containsExactly(web(A));
  }

  @Test
  void wantedServicesAreWrittenInOneTurn() {
    sync.want(WEB, Optional.of(web(A)));
    int turns = waiting.size();
    sync.want(NAMES, Optional.of(service(NAMES, B)));
    sync.want(WEB, Optional.of(web(B)));
    assertThat(waiting).hasSize(turns);

    run();
    assertThat(kernel.table.contents()).containsExactly(web(B), service(NAMES, B));

    sync.want(WEB, Optional.empty());
    run();
    assertThat(kernel.table.contents()).containsExactly(service(NAMES, B));
  }

  @Test
  void everyChangeByAnotherProgramIsUndoneWithinTwoSeconds() {
    sync.want(WEB, Optional.of(web(A)));
    run();
    for (int time = 0; time < 3; time++) {
      kernel.table.put(web(B));
      pass(Duration.ofSeconds(2));
      assertThat(kernel.table.contents()).containsExactly(web(A));
    }
  }

  @Test
  void daemonsAndTimeoutsAreRestoredWithinASecondEachTime() {
    sync.wantDaemons(ON_LOOPBACK, Set.of(SyncRole.MASTER));
    sync.wantTimeouts(TCP);
    run();
    assertThat(kernel.timeouts).isEqualTo(TCP.or(FakeKernel.ORIGINAL));
    for (int time = 0; time < 3; time++) {
      kernel.daemons.clear();
      kernel.timeouts = FakeKernel.ORIGINAL;
      pass(Duration.ofSeconds(1));
      assertThat(kernel.daemons).containsOnlyKeys(SyncRole.MASTER);
      assertThat(kernel.timeouts).isEqualTo(TCP.or(FakeKernel.ORIGINAL));
    }
  }

  @Test
  void aDaemonIsStartedOnceWhileItsLinkStays() {
    sync.wantDaemons(ON_LOOPBACK, Set.of(SyncRole.MASTER));
    run();
    kernel.takeCommands();

    pass(Duration.ofSeconds(5));

    assertThat(kernel.commands).isEmpty();
  }

  @Test
  void aScanIsNotDelayedByItsOwnLength() {
    sync.want(WEB, Optional.of(web(A)));
    run();
    pass(Duration.ofSeconds(1)); // the first scan
    kernel.onQuery = () -> now += Duration.ofMillis(200).toNanos(); // services and servers
    pass(Duration.ofSeconds(1));
    kernel.onQuery = () -> {};
    kernel.table.put(web(B));

    pass(Duration.ofMillis(599));
    assertThat(kernel.table.contents()).containsExactly(web(B));
    pass(Duration.ofMillis(1));

    assertThat(kernel.table.contents()).containsExactly(web(A));
  }

  @Test
  void aLongScanIsFollowedByAPauseOfTheSameLength() {
    sync.want(WEB, Optional.of(web(A)));
    run();
    pass(Duration.ofSeconds(1));
    kernel.onQuery = () -> now += Duration.ofMillis(1500).toNanos();
    pass(Duration.ofSeconds(1)); // takes three seconds
    kernel.onQuery = () -> {};
    kernel.table.put(web(B));

    pass(Duration.ofMillis(2999));
    assertThat(kernel.table.contents()).containsExactly(web(B));
    pass(Duration.ofMillis(1));

    assertThat(kernel.table.contents()).containsExactly(web(A));
  }

  @Test
  void aServiceIsReadBackInTheSameTurnWhenAWriteGotNoReply() {
    sync.want(NAMES, Optional.of(service(NAMES, B)));
    run();
    kernel.answers.put("add service TCP 10.0.0.1:80", new CommandOutcome.Unknown("ETIMEDOUT"));
    kernel.onQuery = kernel.answers::clear; // the next query is that of the read-back

    sync.want(WEB, Optional.of(web(A)));
    run();

    assertThat(kernel.table.get(WEB)).hasValue(web(A));
  }

  @Test
  void theNamedServicesAreComparedBeforeAThousandOthers() {
    var services =
        IntStream.rangeClosed(1, 1_000).mapToObj(i -> service(mark(i), A, B, C)).toList();
    services.forEach(service -> sync.want(service.key(), Optional.of(service)));
    run();
    kernel.table.put(service(mark(900), A));
    kernel.table.put(service(mark(901), A));
    pass(Duration.ofMillis(50));

    var settled = sync.settled(List.of(mark(901)));
    run();

    assertThat(settled).isCompleted();
    assertThat(kernel.table.get(mark(901))).hasValue(service(mark(901), A, B, C));
    assertThat(kernel.table.get(mark(900))).hasValue(service(mark(900), A));
  }

  private static ServiceKey mark(int number) {
    return new ServiceKey.Mark(number, Family.IPV4);
  }

  @Test
  void withoutNamesServicesAreComparedAtTheNextScan() {
    sync.want(WEB, Optional.of(web(A)));
    run();
    kernel.table.put(web(B));

    var settled = sync.settled(List.of());
    run();

    assertThat(settled).isCompleted();
    assertThat(kernel.table.contents()).containsExactly(web(B));
  }

  @Test
  void afterAFlushOnlyWantedServicesRemain() {
    kernel.table.put(service(NAMES, B));
    sync.want(WEB, Optional.of(web(A)));
    run();

    sync.flush();
    run();

    assertThat(kernel.table.contents()).containsExactly(web(A));
  }

  @Test
  void leftoversOfAnEarlierRunAreReturned() {
    kernel.table.put(web(A));
    kernel.table.put(service(NAMES, B));

    var left = sync.left(List.of(WEB));
    run();

    assertThat(left).isCompletedWithValue(Map.<ServiceKey, VirtualService>of(WEB, web(A)));
  }

  @Test
  void stoppingWithFlushLeavesAnEmptyTableAndNoPlannedTask() {
    kernel.table.put(service(NAMES, B));
    sync.want(WEB, Optional.of(web(A)));
    run();

    var stopped = sync.stop(OnStop.FLUSH);
    run();

    assertThat(stopped).isCompleted();
    assertThat(kernel.table.contents()).isEmpty();
    assertThat(timers).isEmpty();
  }

  @Test
  void stoppingWithKeepStillWritesEarlierRequests() {
    run();
    sync.want(WEB, Optional.of(web(A)));

    var _ = sync.stop(OnStop.KEEP);
    run();

    assertThat(kernel.table.contents()).containsExactly(web(A));
    assertThat(timers).isEmpty();
  }
}
