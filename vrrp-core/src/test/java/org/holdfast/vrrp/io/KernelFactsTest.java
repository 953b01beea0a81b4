package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteProperties;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.holdfast.vrrp.io.InstanceStatus.Configured;
import org.holdfast.vrrp.io.InstanceStatus.Counts;
import org.holdfast.vrrp.io.InstanceStatus.ElectionStatus;
import org.holdfast.vrrp.io.InstanceStatus.HistoryStatus;
import org.holdfast.vrrp.io.InstanceStatus.HoldingsStatus;
import org.holdfast.vrrp.io.InstanceStatus.NextTransition;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.holdfast.vrrp.io.InstanceStatus.PacketStatus;
import org.holdfast.vrrp.io.InstanceStatus.PriorityStatus;
import org.holdfast.vrrp.io.InstanceStatus.Timeliness;
import org.holdfast.vrrp.io.InstanceStatus.TimerStatus;
import org.junit.jupiter.api.Test;

/** The work of a status report in one turn of the kernel loop, and its contents. */
class KernelFactsTest {

  private static final Tracks NO_TRACKS = new Tracks(true, false, List.of(), List.of());

  private final FakeRouteKernel kernel = new FakeRouteKernel();
  private final KernelTables links = new KernelTables(kernel, new KernelRefusals());
  private final KernelObjects objects =
      new KernelObjects(
          kernel,
          links,
          new Ownership(List.of()),
          new KernelRefusals(),
          new DropTable(
              FakeNftKernel::new,
              FirewallConfig.DEFAULT,
              new KernelRefusals(),
              Set::of,
              () -> true,
              List::of),
          () -> {});
  private final HoldingBook book = new HoldingBook();
  private final Map<InstanceId, InstanceStatus> statuses = new LinkedHashMap<>();
  private final Queue<Runnable> turns = new ArrayDeque<>();
  private final Holding statics =
      new Holding(new InstanceId("static"), StaticConfig.NONE.holdings());
  private StaticConfig staticConfig = StaticConfig.NONE;
  private final KernelFacts kernelFacts = kernelFacts();

  private KernelFacts kernelFacts() {
    var keeper = mock(AddressKeeper.class);
    when(keeper.book()).thenReturn(book);
    when(keeper.objects()).thenReturn(objects);
    when(keeper.staticConfig()).thenAnswer(_ -> staticConfig);
    when(keeper.statics()).thenReturn(statics);
    return new KernelFacts(turns::add, keeper, _ -> new TakeoverTimes());
  }

  private void link(int index, String name) {
    kernel.links.add(Links.up(index, name));
    links.linksAre(kernel.links());
  }

  private void add(String name, InstanceConfig config, VrrpState state) {
    var id = new InstanceId(name);
    book.add(new Holding(id, config, mock(Campaign.class)));
    statuses.put(id, status(name, state));
  }

  private void add(String name, Holdings holdings, VrrpState state) {
    var id = new InstanceId(name);
    var holding = new Holding(id, TestInstance.named(name).build(), mock(Campaign.class));
    holding.configure(new StaticConfig(holdings, List.of())); // gives the instance these objects
    book.add(holding);
    statuses.put(id, status(name, state));
  }

  private static InstanceConfig on(String link, String prefix) {
    return Configs.instanceOn(link, Family.IPV4, NO_TRACKS, Configs.address(prefix, link));
  }

  private static InstanceStatus status(String name, VrrpState state) {
    return InstanceStatus.of(
        new Configured(name, "eth0", 51, 3, "IPV4", null),
        new ElectionStatus(
            state,
            false,
            "",
            1,
            "",
            "",
            "interface eth1 is up again, which counts in 2.50 s; tracked script web-alive failed",
            List.of()),
        new NextTransition(
            new PriorityStatus(100, 100, "100", ""),
            List.of(),
            List.of(),
            null,
            new TimerStatus(1, null, null, null, null)),
        new HoldingsStatus(null, List.of(), List.of()),
        new Counts(
            new PacketStatus(0, 0, 0, 0, 0, 0, Map.of(), Map.of()),
            new HistoryStatus(0, 0, Map.of(), 0, 0, Map.of()),
            PeersStatus.NONE,
            Timeliness.NONE));
  }

  private void turn() {
    turns.remove().run();
  }

  @Test
  void oneTurnQueriesOneLinkAndABoundedNumberOfInstances() throws Exception {
    link(2, "eth0");
    link(3, "eth1");
    int count = 2 * KernelFacts.AT_ONE_TURN + 1;
    for (int i = 0; i < count; i++) {
      add("VI_" + i, on(i % 2 == 0 ? "eth0" : "eth1", "10.0." + i + ".9/24"), VrrpState.BACKUP);
    }
    kernel.requests.clear();
    var report = kernelFacts.of(statuses);
    assertThat(kernel.requests).isEmpty();

    turn();
    assertThat(kernel.requests).isEmpty();
    turn();
    assertThat(kernel.requests).containsExactly("list addresses #2");
    turn();
    assertThat(kernel.requests).containsExactly("list addresses #2", "list addresses #3");
    turn(); // routes and rules, of which there are none
    turn();
    turn();
    assertThat(report).isNotDone();
    turn();

    assertThat(turns).isEmpty();
    assertThat(report.get(0, TimeUnit.SECONDS))
        .extracting(InstanceStatus::name)
        .hasSize(count)
        .startsWith("VI_0", "VI_1")
        .endsWith("VI_" + (count - 1));
    assertThat(kernel.requests).hasSize(2);
  }

  @Test
  void theStatusShowsOurViewBesideTheKernels() throws Exception {
    link(2, "eth0");
    add("VI_1", on("eth0", "10.0.0.9/24"), VrrpState.BACKUP);
    add("VI_2", on("eth7", "10.0.1.9/24"), VrrpState.MASTER);
    kernel.addresses.add(LinkAddress.virtual(2, Configs.address("10.0.0.9/24", "eth0").prefix()));

    var report = kernelFacts.of(statuses);
    while (!turns.isEmpty()) {
      turn();
    }

    assertThat(report.get(0, TimeUnit.SECONDS))
        .flatExtracting(InstanceStatus::addresses)
        .containsExactly(
            new AddressStatus("10.0.0.9/24", "eth0", true, false, true, false, null),
            new AddressStatus("10.0.1.9/24", "eth7", true, true, false, false, null));
  }

  private static VirtualAddress untracked(String prefix, boolean detecting) {
    return new VirtualAddress(
        IpPrefix.of(prefix), "eth0", 0, null, null, null, true, detecting, false);
  }

  @Test
  void anUntrackedObjectThatAnotherProgramRemovesIsNotMissing() throws Exception {
    link(2, "eth0");
    var kept = untracked("10.0.0.8/24", false);
    var gone = untracked("10.0.0.9/24", false);
    var detecting = untracked("10.0.0.10/24", true);
    var never = untracked("10.0.0.11/24", false);
    var route = Configs.untracked("192.0.2.0/24", 0, RouteProperties.NONE);
    var addresses = List.of(kept, gone, detecting, never);
    var holdings =
        new Holdings(
            addresses, List.of(), List.of(route), List.of(), Holdings.OnAddressLoss.RESTORE);
    add("VI_1", holdings, VrrpState.MASTER);
    objects.put(List.of(kept, gone, detecting, route));
    kernel.addresses.removeIf(one -> !one.prefix().equals(kept.prefix()));
    kernel.routes.clear();

    var report = kernelFacts.of(statuses);
    while (!turns.isEmpty()) {
      turn();
    }

    var status = report.get(0, TimeUnit.SECONDS).getFirst();
    assertThat(status.addresses())
        .containsExactly(
            new AddressStatus("10.0.0.8/24", "eth0", true, true, true, false, null),
            new AddressStatus("10.0.0.9/24", "eth0", true, false, false, true, null),
            new AddressStatus("10.0.0.10/24", "eth0", true, true, false, false, null),
            new AddressStatus("10.0.0.11/24", "eth0", true, true, false, false, null));
    assertThat(status.objects())
        .singleElement()
        .satisfies(one -> assertThat(one.letGo()).isTrue())
        .satisfies(one -> assertThat(one.wanted()).isFalse());
  }

  @Test
  void theAddressOfALinkIsAnObjectOfItsInstanceAndNotAStaticOne() throws Exception {
    link(2, "eth0");
    var ipvlan = new VirtualLink("ipv.51", "eth0", VirtualLink.IpvlanMode.BRIDGE, false);
    var own = Configs.address("10.0.0.5/24", "ipv.51");
    var other = Configs.address("10.0.0.6/24", "ipv.51");
    var vip = Configs.address("10.0.0.9/24", "ipv.51");
    staticConfig =
        new StaticConfig(
            new Holdings(
                List.of(ipvlan),
                List.of(),
                List.of(other, own),
                List.of(),
                List.of(),
                Holdings.OnAddressLoss.RESTORE,
                true),
            List.of(),
            List.of(own));
    statics.configure(staticConfig);
    statics.wanted = true;
    statics.standing = Holding.Standing.HELD;
    add(
        "VI_1",
        new Holdings(
            List.of(ipvlan),
            List.of(vip),
            List.of(),
            List.of(),
            List.of(),
            Holdings.OnAddressLoss.RESTORE,
            true),
        VrrpState.BACKUP);
    objects.put(statics.objects());
    statics.restored(own);
    statics.restored(other);

    var report = kernelFacts.of(statuses);
    while (!turns.isEmpty()) {
      turn();
    }

    assertThat(kernelFacts.statics())
        .isEqualTo(
            new StaticStatus(
                List.of(new ObjectStatus("address", other.words(), true, true, false, null)),
                Map.of("address", 1L)));
    var status = report.get(0, TimeUnit.SECONDS).getFirst();
    assertThat(status.objects())
        .containsExactly(
            new ObjectStatus("link", ipvlan.words(), true, true, false, null),
            new ObjectStatus("address", own.words(), true, true, false, null));
    assertThat(status.history().objectsRestored()).containsEntry("address", 1L);
  }

  @Test
  void aKernelThatDoesNotAnswerFailsTheReport() {
    var broken = mock(AddressKeeper.class);
    var dumb = mock(KernelObjects.class);
    when(broken.book()).thenReturn(book);
    when(broken.objects()).thenReturn(dumb);
    when(broken.staticConfig()).thenReturn(StaticConfig.NONE);
    when(broken.statics()).thenReturn(statics);
    when(dumb.present(any())).thenThrow(new LinuxException("list", Errno.EPERM.number()));
    add("VI_1", on("eth0", "10.0.0.9/24"), VrrpState.MASTER);

    var report = new KernelFacts(turns::add, broken, _ -> new TakeoverTimes()).of(statuses);
    while (!turns.isEmpty()) {
      turn();
    }

    assertThat(report).isCompletedExceptionally();
  }
}
