package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.holdfast.it.ipvs.Ipvsadm.ip;
import static org.holdfast.it.ipvs.Ipvsadm.ipvsadm;
import static org.holdfast.it.ipvs.Ipvsadm.shell;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.ipvs.SyncDaemonStatus;
import org.holdfast.ipvs.SyncRole;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.ipvs.plan.Plan;
import org.holdfast.it.lab.Lab;
import org.holdfast.linux.LinuxException;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that ipvsadm reads the entries that the agent writes, and the other way round. */
final class IpvsKernelScenarios {

  private NetlinkIpvsKernel kernel;

  @BeforeAll
  static void addADevice() {
    shell("ipvsadm -C; ip link add ipvs0 type dummy; ip link set ipvs0 up multicast on");
  }

  @BeforeEach
  void open() {
    kernel = NetlinkIpvsKernel.open(new Modprobe(), NanoClock.system());
  }

  @AfterEach
  void leaveNothing() {
    ipvsadm("-C");
    if (!kernel.daemons().isEmpty()) {
      shell("ipvsadm --stop-daemon master; ipvsadm --stop-daemon backup");
    }
    kernel.close();
  }

  @AfterAll
  static void removeTheDevice() {
    shell("ip link del ipvs0");
  }

  static List<RuleSample> samples() {
    return RuleSample.ALL;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void ipvsadmReadsWhatWeWrote(RuleSample sample) {
    make(List.of(sample.service()));
    assertThat(Ipvsadm.rules()).isEqualTo(sample.sortedRules());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void weReadWhatIpvsadmWrote(RuleSample sample) {
    Ipvsadm.restore(sample.rules());
    assertThat(read()).containsExactly(sample.service());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void weReadWhatWeWrote(RuleSample sample) {
    make(List.of(sample.service()));
    assertThat(read()).containsExactly(sample.service());
    assertThat(kernel.service(sample.service().key()).map(ServiceStatus::terms))
        .hasValue(sample.service().terms());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void turnsAnyServiceIntoAnyOtherByEdits(RuleSample sample) {
    var plain =
        new VirtualService(
            sample.service().key(),
            RuleSample.plainTerms(sample.service().key().family()),
            List.of());
    make(List.of(plain));
    make(List.of(sample.service()));
    assertThat(Ipvsadm.rules()).isEqualTo(sample.sortedRules());
    make(List.of(plain));
    assertThat(read()).containsExactly(plain);
  }

  private void make(List<VirtualService> desired) {
    var commands = plan(desired, read());
    assertThat(kernel.perform(commands))
        .as("%s", commands)
        .containsOnly(CommandOutcome.Settled.DONE);
  }

  /** Returns the commands that make {@code desired} of {@code actual}, with nothing beside it. */
  private static List<Command> plan(List<VirtualService> desired, List<VirtualService> actual) {
    var obsolete = new LinkedHashMap<ServiceKey, VirtualService>();
    actual.forEach(service -> obsolete.put(service.key(), service));
    var commands = new ArrayList<Command.OfService>();
    for (var wanted : desired) {
      var present = obsolete.remove(wanted.key());
      if (present == null) {
        Plan.create(wanted, commands);
      } else {
        Plan.change(wanted, present, commands);
      }
    }
    obsolete.keySet().forEach(key -> commands.add(new Command.DeleteService(key)));
    return List.copyOf(commands);
  }

  private List<VirtualService> read() {
    var services = new ArrayList<VirtualService>();
    for (var service : kernel.services()) {
      var servers =
          kernel.destinations(service.key()).stream().map(DestinationStatus::destination).toList();
      services.add(new VirtualService(service.key(), service.terms(), servers));
    }
    return services;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh"
      })
  void everySchedulerIsWrittenAndRead(String scheduler) {
    var service = new VirtualService(Tables.WEB, Tables.terms(scheduler), List.of(Tables.A));
    make(List.of(service));
    assertThat(ipvsadm("-Ln")).contains("TCP  10.0.0.1:80 " + scheduler);
    assertThat(read()).containsExactly(service);
  }

  @Test
  void namesTheModuleOfASchedulerThatIsMissing() {
    var outcomes =
        kernel.perform(
            List.of(
                new Command.AddService(Tables.WEB, Tables.terms("nosuch")),
                new Command.AddDestination(Tables.WEB, Tables.A),
                new Command.AddService(Tables.OTHER, Tables.WLC)));
    assertThat(outcomes)
        .containsExactly(
            new CommandOutcome.Refused(
                "add service TCP 10.0.0.1:80: ENOENT (No such file or directory): the kernel has"
                    + " no scheduler nosuch (module ip_vs_nosuch)"),
            new CommandOutcome.Refused(
                "add server 10.1.0.1:80 to service TCP 10.0.0.1:80: ESRCH (No such process): the"
                    + " service is not there"),
            CommandOutcome.Settled.DONE);
  }

  @Test
  void changesExistingEntriesAndAddsMissingOnes() {
    ipvsadm("-A -t 10.0.0.1:80 -s rr");
    ipvsadm("-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 9");
    assertThat(
            kernel.perform(
                List.of(
                    new Command.AddService(Tables.WEB, Tables.WLC),
                    new Command.AddDestination(Tables.WEB, Tables.A),
                    new Command.EditDestination(Tables.WEB, Tables.B),
                    new Command.EditService(Tables.OTHER, Tables.WLC),
                    new Command.DeleteDestination(Tables.WEB, Tables.C.key()),
                    new Command.DeleteService(Tables.UNKNOWN))))
        .containsExactly(
            CommandOutcome.Settled.ALREADY_THERE,
            CommandOutcome.Settled.ALREADY_THERE,
            CommandOutcome.Settled.NOT_THERE,
            CommandOutcome.Settled.NOT_THERE,
            CommandOutcome.Settled.NOT_THERE,
            CommandOutcome.Settled.NOT_THERE);
    assertThat(Ipvsadm.rules())
        .containsExactly(
            "-A -t 10.0.0.1:80 -s wlc",
            "-A -u 10.0.0.2:53 -s wlc",
            "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1",
            "-a -t 10.0.0.1:80 -r 10.1.0.2:80 -m -w 1");
  }

  @Test
  void writesAndReadsThresholds() {
    var limited = new Destination(Tables.A.address(), 80, Tables.A.forwarding(), 1, 1000, 600);
    make(List.of(new VirtualService(Tables.WEB, Tables.WLC, List.of(limited))));
    assertThat(ipvsadm("-Ln --thresholds")).containsPattern("10.1.0.1:80 +1000 +600 ");
    ipvsadm("-e -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1 -x 50 -y 40");
    assertThat(read().getFirst().destinations())
        .containsExactly(new Destination(Tables.A.address(), 80, Tables.A.forwarding(), 1, 50, 40));
    var reversed = new Destination(Tables.A.address(), 80, Tables.A.forwarding(), 1, 5, 6);
    assertThat(kernel.perform(List.of(new Command.EditDestination(Tables.WEB, reversed))))
        .containsExactly(
            new CommandOutcome.Refused(
                "change server 10.1.0.1:80 of service TCP 10.0.0.1:80: ERANGE (Numerical result"
                    + " out of range)"));
  }

  @Test
  void readsTheCountersThatIpvsadmPrints() throws IOException {
    ip("addr add 10.0.0.1/32 dev ipvs0");
    ip("addr add 10.1.0.1/32 dev ipvs0");
    var server = new Destination(Tables.A.address(), 8080, Tables.A.forwarding(), 1, 0, 0);
    make(List.of(new VirtualService(Tables.WEB, Tables.WLC, List.of(server))));
    try (var listening = new ServerSocket()) {
      listening.bind(new InetSocketAddress("10.1.0.1", 8080));
      try (var client = new Socket("10.0.0.1", 80);
          var accepted = listening.accept()) {
        client.getOutputStream().write(new byte[1000]);
        accepted.getInputStream().readNBytes(1000);
        assertThat(kernel.destinations(Tables.WEB).getFirst().activeConnections()).isEqualTo(1);
      }
    }
    // The kernel updates its totals every two seconds.
    await()
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> {
          var traffic = kernel.destinations(Tables.WEB).getFirst().traffic();
          assertThat(traffic.connections()).isEqualTo(1);
          assertThat(traffic.inBytes()).isGreaterThan(1000);
          assertThat(ipvsadm("-Ln --stats --exact")).containsPattern(row("10.1.0.1:8080", traffic));
          assertThat(ipvsadm("-Ln --stats --exact"))
              .containsPattern(row("10.0.0.1:80", kernel.services().getFirst().traffic()));
        });
  }

  private static String row(String name, Traffic traffic) {
    return String.join(
        " +",
        name,
        "" + traffic.connections(),
        "" + traffic.inPackets(),
        "" + traffic.outPackets(),
        "" + traffic.inBytes(),
        "" + traffic.outBytes());
  }

  @Test
  void startsReadsAndStopsSyncDaemons() {
    var group = IpAddress.of("224.0.0.99");
    var config = new SyncDaemonConfig("ipvs0", 51, null, 1400, group, 8850, 3);
    assertThat(kernel.perform(List.of(new Command.StartDaemon(SyncRole.MASTER, config))))
        .containsExactly(CommandOutcome.Settled.DONE);
    assertThat(ipvsadm("-l --daemon"))
        .contains(
            "master sync daemon (mcast=ipvs0, syncid=51, maxlen=1400, group=224.0.0.99, port=8850,"
                + " ttl=3)");
    ipvsadm("--start-daemon backup --mcast-interface ipvs0 --syncid 7 --mcast-group ff02::81");
    assertThat(kernel.daemons())
        .hasSize(2)
        .contains(new SyncDaemonStatus(SyncRole.MASTER, "ipvs0", 51, 1400, group, 8850, 3))
        .anySatisfy(daemon -> {
          assertThat(daemon.role()).isEqualTo(SyncRole.BACKUP);
          assertThat(daemon.syncId()).isEqualTo(7);
          assertThat(daemon.group()).isEqualTo(IpAddress.of("ff02::81"));
          assertThat(daemon.port()).isEqualTo(8848);
        });
    assertThat(
            kernel.perform(
                List.of(
                    new Command.StopDaemon(SyncRole.MASTER),
                    new Command.StopDaemon(SyncRole.BACKUP),
                    new Command.StopDaemon(SyncRole.BACKUP))))
        .containsExactly(
            CommandOutcome.Settled.DONE,
            CommandOutcome.Settled.DONE,
            CommandOutcome.Settled.NOT_THERE);
    assertThat(kernel.daemons()).isEmpty();
  }

  @Test
  void saysWhichInterfaceASyncDaemonLacks() {
    var config = new SyncDaemonConfig("nosuch0", 1, null, 0, null, 0, 0);
    assertThat(kernel.perform(List.of(new Command.StartDaemon(SyncRole.BACKUP, config))))
        .containsExactly(
            new CommandOutcome.Refused(
                "start the sync daemon backup on nosuch0: ENODEV (No such device): there is no"
                    + " interface nosuch0"));
  }

  @Test
  void setsAndReadsTimeouts() {
    var original = kernel.timeouts();
    var wanted =
        new Timeouts(Duration.ofSeconds(61), Duration.ofSeconds(62), Duration.ofSeconds(63));
    kernel.perform(List.of(new Command.SetTimeouts(wanted)));
    assertThat(ipvsadm("-l --timeout")).contains("Timeout (tcp tcpfin udp): 61 62 63");
    ipvsadm("--set 71 0 73");
    assertThat(kernel.timeouts())
        .isEqualTo(
            new Timeouts(Duration.ofSeconds(71), Duration.ofSeconds(62), Duration.ofSeconds(73)));
    kernel.perform(List.of(new Command.SetTimeouts(original)));
    assertThat(kernel.timeouts()).isEqualTo(original);
  }

  @Test
  void flushesTheTable() {
    make(Tables.of(10, 3));
    assertThat(kernel.perform(List.of(new Command.Flush())))
        .containsOnly(CommandOutcome.Settled.DONE);
    assertThat(Ipvsadm.rules()).isEmpty();
  }

  @Test
  void readsALongListInOrder() {
    var tables = Tables.of(200, 3);
    make(tables);
    assertThat(kernel.services()).hasSize(200);
    assertThat(plan(tables, read())).isEmpty();
    var one = new VirtualService(Tables.WEB, Tables.WLC, Tables.service(0, 300).destinations());
    make(List.of(one));
    assertThat(kernel.destinations(Tables.WEB)).hasSize(300);
    assertThat(kernel.destinations(Tables.UNKNOWN)).isEmpty();
    assertThat(kernel.service(Tables.UNKNOWN)).isEmpty();
  }

  @Test
  void loadsTheModuleOrNamesIt() {
    kernel.close();
    shell("for m in $(lsmod | grep -o '^ip_vs_[a-z0-9_]*') ip_vs; do modprobe -r $m; done");
    // Otherwise the kernel would load the module when its family is requested.
    shell("echo /bin/false > /proc/sys/kernel/modprobe");
    assertThatThrownBy(
            () -> NetlinkIpvsKernel.open(module -> module + " is kept out", NanoClock.system()))
        .isInstanceOf(LinuxException.class)
        .hasMessage(
            "open IPVS: ENOENT (No such file or directory): the module ip_vs is not loaded: ip_vs"
                + " is kept out");
    kernel = NetlinkIpvsKernel.open(new Modprobe(), NanoClock.system());
    shell("echo /sbin/modprobe > /proc/sys/kernel/modprobe");
    assertThat(new Modprobe().load("ip_vs_nosuch"))
        .startsWith("modprobe ip_vs_nosuch ended with 1: ");
  }
}
