package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.holdfast.it.ipvs.Ipvsadm.ipvsadm;
import static org.holdfast.it.ipvs.Ipvsadm.shell;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.holdfast.ipvs.OnStop;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.ipvs.run.IpvsSync;
import org.holdfast.ipvs.run.TableStatus;
import org.holdfast.it.lab.Lab;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that the kernel's table stays as wanted, whatever other programs change. */
final class IpvsSyncScenarios {

  private static final VirtualService WEB =
      new VirtualService(Tables.WEB, Tables.WLC, List.of(Tables.A, Tables.B));
  private static final VirtualService NAMES =
      new VirtualService(Tables.OTHER, Tables.terms("rr"), List.of(Tables.C));

  private static final List<String> BOTH =
      List.of(
          "-A -t 10.0.0.1:80 -s wlc",
          "-A -u 10.0.0.2:53 -s rr",
          "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1",
          "-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1",
          "-a -u 10.0.0.2:53 -r 10.1.0.3:80 -m -w 1");

  private NetlinkIpvsKernel kernel;
  private ScheduledExecutorService loop;
  private IpvsSync sync;

  @BeforeEach
  void start() {
    kernel = NetlinkIpvsKernel.open(new Modprobe(), NanoClock.system());
    ipvsadm("-C");
    shell("ip link add ipvs0 type dummy; ip link set ipvs0 up multicast on");
    loop = Executors.newSingleThreadScheduledExecutor();
    sync = IpvsSync.start(kernel, loop, NanoClock.system(), IpvsListener.NONE);
  }

  @AfterEach
  void stop() {
    get(sync.stop(OnStop.FLUSH));
    loop.shutdownNow();
    kernel.close();
    shell("ip link del ipvs0");
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(Lab.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private void settled() {
    get(sync.settled(List.of()));
  }

  private TableStatus status() {
    return get(sync.status());
  }

  private void want(List<VirtualService> services) {
    services.forEach(service -> sync.want(service.key(), Optional.of(service)));
  }

  private void wantBoth() {
    want(List.of(WEB, NAMES));
    settled();
    assertThat(Ipvsadm.rules()).isEqualTo(BOTH);
  }

  @Test
  void writesChangesAndWithdraws() {
    wantBoth();
    var drained =
        new VirtualService(Tables.WEB, Tables.WLC, List.of(Tables.A.withWeight(0), Tables.B));
    sync.want(Tables.WEB, Optional.of(drained));
    settled();
    assertThat(Ipvsadm.rules()).contains("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 0").hasSize(5);
    sync.want(Tables.WEB, Optional.empty());
    settled();
    assertThat(Ipvsadm.rules())
        .containsExactly("-A -u 10.0.0.2:53 -s rr", "-a -u 10.0.0.2:53 -r 10.1.0.3:80 -m -w 1");
    assertThat(status().repairs()).isZero();
  }

  @Test
  void repairsForeignChanges() {
    wantBoth();
    repairs("-C");
    repairs("-d -t 10.0.0.1:80 -r 10.1.0.1:80");
    repairs("-D -u 10.0.0.2:53");
    repairs("-e -t 10.0.0.1:80 -r 10.1.0.2:80 -g -w 77");
    repairs("-E -t 10.0.0.1:80 -s mh -b mh-port -p 60");
    repairs("-a -t 10.0.0.1:80 -r 10.1.0.99:80 -m -w 5");
    assertThat(status().repairs()).isGreaterThanOrEqualTo(7);
    assertThat(status().services().getFirst().repairs()).isGreaterThanOrEqualTo(5);
  }

  private static void repairs(String damage) {
    ipvsadm(damage);
    await().atMost(Lab.PATIENCE).untilAsserted(() -> assertThat(Ipvsadm.rules()).isEqualTo(BOTH));
  }

  @Test
  void leavesForeignServicesAlone() {
    ipvsadm("-A -t 10.9.9.9:80 -s sh");
    ipvsadm("-a -t 10.9.9.9:80 -r 10.1.0.1:80 -m -w 4");
    want(List.of(WEB, NAMES));
    get(sync.settled(List.of(Tables.WEB)));
    await()
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> assertThat(status().foreignServices()).isEqualTo(1));
    get(sync.stop(OnStop.WITHDRAW));
    assertThat(Ipvsadm.rules())
        .containsExactly("-A -t 10.9.9.9:80 -s sh", "-a -t 10.9.9.9:80 -r 10.1.0.1:80 -m -w 4");
  }

  @Test
  void keepsTheTableIfConfigured() {
    wantBoth();
    get(sync.stop(OnStop.KEEP));
    assertThat(Ipvsadm.rules()).isEqualTo(BOTH);
  }

  @Test
  void adoptsTheTableOfAnEarlierRun() {
    ipvsadm("-A -t 10.0.0.1:80 -s wlc");
    ipvsadm("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1");
    ipvsadm("-a -t 10.0.0.1:80 -r 10.1.0.77:80 -m -w 1");
    wantBoth();
    assertThat(status().repairs()).isZero();
  }

  @Test
  void aServiceThatFailsDoesNotStopTheOthers() {
    var failing = new VirtualService(Tables.WEB, Tables.terms("nosuch"), List.of(Tables.A));
    want(List.of(failing, NAMES));
    settled();
    assertThat(Ipvsadm.rules())
        .containsExactly("-A -u 10.0.0.2:53 -s rr", "-a -u 10.0.0.2:53 -r 10.1.0.3:80 -m -w 1");
    assertThat(status().services().getFirst().lastError())
        .contains("no scheduler nosuch (module ip_vs_nosuch)");
    sync.want(Tables.WEB, Optional.of(WEB));
    settled();
    assertThat(Ipvsadm.rules()).isEqualTo(BOTH);
    assertThat(status().services().getFirst().lastError()).isEmpty();
  }

  @Test
  void theSyncDaemonChangesItsRole() {
    var config = new SyncDaemonConfig("ipvs0", 51, "VI_1", 0, null, 0, 0);
    sync.wantDaemons(config, Set.of(SyncRole.BACKUP));
    settled();
    assertThat(ipvsadm("-l --daemon")).contains("backup sync daemon").doesNotContain("master");
    sync.wantDaemons(config, Set.of(SyncRole.MASTER));
    settled();
    assertThat(ipvsadm("-l --daemon")).contains("master sync daemon").doesNotContain("backup");
    ipvsadm("--stop-daemon master");
    await()
        .atMost(Lab.PATIENCE)
        .untilAsserted(
            () -> assertThat(ipvsadm("-l --daemon")).contains("master sync daemon (mcast=ipvs0"));
    get(sync.stop(OnStop.KEEP));
    assertThat(ipvsadm("-l --daemon")).isBlank();
  }

  @Test
  void timeoutsAreSetAndRestored() {
    var before = ipvsadm("-l --timeout");
    sync.wantTimeouts(new Timeouts(Duration.ofSeconds(77), Duration.ZERO, Duration.ZERO));
    settled();
    assertThat(ipvsadm("-l --timeout")).contains("Timeout (tcp tcpfin udp): 77 ");
    get(sync.stop(OnStop.KEEP));
    assertThat(ipvsadm("-l --timeout")).isEqualTo(before);
  }

  @Test
  void removesALargeTableCompletely() {
    want(Tables.of(1000, 10));
    settled();
    assertThat(Ipvsadm.rules()).hasSize(11_000);
    get(sync.stop(OnStop.WITHDRAW));
    assertThat(Ipvsadm.rules()).isEmpty();
  }
}
