package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.ipvs.Samples.A;
import static org.holdfast.ipvs.Samples.B;
import static org.holdfast.ipvs.Samples.NAMES;
import static org.holdfast.ipvs.Samples.WEB;
import static org.holdfast.ipvs.Samples.service;
import static org.holdfast.ipvs.Samples.web;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IpvsSyncTest {

  private final FakeKernel kernel = new FakeKernel();
  private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
  private final IpvsSync sync = IpvsSync.start(kernel, loop, NanoClock.system(), IpvsListener.NONE);

  @AfterEach
  void end() {
    loop.shutdownNow();
  }

  @Test
  void completesOnlyAfterEarlierRequestsAreWritten() {
    sync.want(WEB, Optional.of(web(A)));
    sync.want(NAMES, Optional.of(service(NAMES, B)));
    sync.want(WEB, Optional.of(web(A, B)));
    sync.settled(List.of()).join();
    assertThat(kernel.table.contents()).containsExactly(web(A, B), service(NAMES, B));
  }

  @Test
  void anErrorInOneTurnDoesNotEndTheScans() {
    sync.want(WEB, Optional.of(web(A)));
    sync.settled(List.of()).join();
    kernel.broken = new StackOverflowError();
    assertThat(sync.left(List.of(WEB))).failsWithin(Duration.ofSeconds(30));
    sync.want(NAMES, Optional.of(service(NAMES, B)));
    sync.wantTimeouts(new Timeouts(Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO));
    loop.execute(() -> kernel.broken = null);
    sync.settled(List.of(WEB, NAMES)).join();
    assertThat(kernel.table.contents()).containsExactly(web(A), service(NAMES, B));
  }

  @Test
  void comparesTheNamedServicesDirectlyAfterEarlierRequests() {
    sync.want(WEB, Optional.of(web(A)));
    sync.settled(List.of()).thenRun(() -> kernel.table.put(web(B))).join();
    sync.settled(List.of(WEB)).join();
    assertThat(sync.status().join().repairs()).isEqualTo(1);
    assertThat(kernel.table.contents()).containsExactly(web(A));
  }

  @Test
  void leavesEverythingAsItWasAfterAStop() {
    sync.want(WEB, Optional.of(web(A)));
    sync.wantDaemons(new SyncDaemonConfig("eth0", 1, null, 0, null, 0, 0), Set.of(SyncRole.MASTER));
    sync.wantTimeouts(new Timeouts(Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO));
    assertThat(sync.status().join().daemons()).hasSize(1);
    sync.stop(OnStop.WITHDRAW).join();
    assertThat(kernel.table.contents()).isEmpty();
    assertThat(kernel.daemons).isEmpty();
    assertThat(kernel.timeouts).isEqualTo(FakeKernel.ORIGINAL);
  }

  @Test
  void completesWithoutChangesAfterAStop() {
    sync.want(WEB, Optional.of(web(A)));
    sync.stop(OnStop.KEEP).join();
    sync.want(NAMES, Optional.of(service(NAMES, A)));
    sync.settled(List.of(NAMES)).join();
    sync.stop(OnStop.FLUSH).join();
    assertThat(kernel.table.contents()).containsExactly(web(A));
  }
}
