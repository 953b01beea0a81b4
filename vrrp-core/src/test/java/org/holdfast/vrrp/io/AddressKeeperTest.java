package org.holdfast.vrrp.io;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualRoute;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent holds in the kernel, and what it leaves there, on tables in memory. */
class AddressKeeperTest {

  private static final int ETH0 = 2;
  private static final Tracks NO_TRACKS = new Tracks(true, false, List.of(), List.of());
  private static final VirtualAddress VIP = Configs.address("10.0.0.9/24", "eth0");
  private static final VirtualAddress OTHER_VIP = Configs.address("10.0.0.10/24", "eth0");

  private record Planned(Runnable task, long afterMillis) {}

  @TempDir Path directory;

  private final FakeRouteKernel kernel = new FakeRouteKernel();
  private final List<Planned> planned = new ArrayList<>();
  private boolean alone = true;
  private @Nullable LifeRecord life;

  @SuppressWarnings("NullAway.Init") // by begin()
  private AddressKeeper keeper;

  private void begin(InstanceConfig... instances) {
    kernel.links.clear();
    kernel.links.add(Links.link(1, "lo", Links.UP | Links.RUNNING | 8));
    kernel.links.add(Links.up(ETH0, "eth0"));
    var opened = LifeRecord.open(directory.resolve("state")).orElseThrow();
    life = opened;
    var refusals = new Refusals();
    var tables = new KernelTables(kernel, refusals);
    tables.linksAre(kernel.links());
    keeper =
        new AddressKeeper(
            tables,
            new RoutesAndRules(kernel, tables, refusals),
            refusals,
            opened,
            (task, afterMillis) -> planned.add(new Planned(task, afterMillis)),
            () -> alone,
            (key, address) -> {});
    for (var instance : instances) {
      keeper.add(instance.name(), instance, campaign(instance));
    }
  }

  private static Campaign campaign(InstanceConfig config) {
    return new Campaign(
        config.announcements(), config.election().handover(), new Silent(), new Mastership());
  }

  /** Nothing is sent, and no time passes. */
  private static final class Silent implements Campaign.Outlet {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void after(long nanos, Runnable what) {}

    @Override
    public boolean send(Campaign.Place place) {
      return false;
    }

    @Override
    public long book(Campaign.Place place, long gapNanos) {
      return 0;
    }

    @Override
    public void unbook(Campaign.Place place) {}
  }

  @AfterEach
  void die() {
    if (life != null) {
      life.close();
      life = null;
    }
  }

  private static InstanceConfig instance(String name, VirtualAddress... addresses) {
    return named(name, Configs.instance(Family.IPV4, NO_TRACKS, addresses), List.of());
  }

  private static InstanceConfig named(
      String name, InstanceConfig config, List<VirtualRoute> routes) {
    var holdings = config.holdings();
    return new InstanceConfig(
        name,
        config.interfaceName(),
        config.virtualRouterId(),
        config.family(),
        config.protocol(),
        config.transport(),
        config.election(),
        new Holdings(holdings.advertised(), List.of(), routes, List.of(), holdings.onAddressLoss()),
        config.tracks(),
        config.announcements(),
        config.notifications(),
        config.fastFailover(),
        config.addressProbe());
  }

  private void take(String instance) {
    keeper.want(instance, true);
    assertThat(keeper.settle(instance)).isTrue();
  }

  private void letGo(String instance) {
    keeper.want(instance, false);
    assertThat(keeper.settle(instance)).isTrue();
  }

  private void runPlanned() {
    var due = new ArrayList<>(planned);
    due.sort(Comparator.comparingLong(Planned::afterMillis));
    planned.clear();
    due.forEach(one -> one.task().run());
  }

  private List<String> there() {
    return kernel.addresses.stream().map(one -> one.prefix().toString()).toList();
  }

  private static LinkAddress ofTheHost(String prefix) {
    return Links.address(ETH0, prefix).withBroadcast(IpAddress.of("10.0.0.255"));
  }

  private static VirtualAddress detected(String prefix) {
    return new VirtualAddress(IpPrefix.of(prefix), "eth0", 0, null, null, null, true, true, true);
  }

  private static VirtualRoute defaultRoute(String gateway) {
    return new VirtualRoute(
        VirtualRoute.Type.UNICAST,
        IpPrefix.of("0.0.0.0/0"),
        IpAddress.of(gateway),
        null,
        null,
        Route.MAIN,
        0,
        0,
        false);
  }

  // ---- Ours, or not ours ----

  @Test
  void anIpv6AddressThatGetsAnotherPrefixLengthIsReplacedAndGoesWithTheMastership() {
    begin(instance("A", Configs.address("2001:db8::9/64", "eth0")));
    take("A");

    keeper.follow(Map.of("A", instance("A", Configs.address("2001:db8::9/128", "eth0"))));
    assertThat(there()).containsExactly("2001:db8::9/128");

    letGo("A");
    assertThat(there()).isEmpty();
  }

  @Test
  void withoutMarksAddressesThatChangePlacesInAReloadAreStillOurs() {
    kernel.keepsMarks = false;
    begin(instance("A", VIP), instance("B", OTHER_VIP));
    take("A");
    take("B");

    keeper.follow(Map.of("A", instance("A", OTHER_VIP), "B", instance("B", VIP)));
    letGo("A");
    letGo("B");

    assertThat(there()).isEmpty();
  }

  @Test
  void anAddressOfTheHostStaysWhateverBecomesOfTheMastership() {
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));
    begin(instance("A", VIP));

    letGo("A");
    take("A");
    letGo("A");

    assertThat(kernel.addresses).containsExactly(ofTheHost("10.0.0.9/24"));
  }

  @Test
  void anAddressOfTheHostIsNotOnTheRecordOfWhatIsOurs() {
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));
    begin(instance("A", VIP));
    take("A");
    die();

    begin(instance("B", OTHER_VIP));
    keeper.clearForgotten();

    assertThat(kernel.addresses).containsExactly(ofTheHost("10.0.0.9/24"));
  }

  @Test
  void anIpv6AddressThatTheHostHasWithAnotherPrefixStays() {
    kernel.addresses.add(Links.address(ETH0, "2001:db8::9/64"));
    begin(instance("A", Configs.address("2001:db8::9/128", "eth0")));

    take("A");
    letGo("A");

    assertThat(there()).containsExactly("2001:db8::9/64");
  }

  @Test
  void anotherLabelIsGivenToAnAddressThatIsHeld() {
    begin(instance("A", VIP));
    take("A");
    var labelled =
        new VirtualAddress(VIP.prefix(), "eth0", 0, "eth0:vip", null, null, true, false, true);

    keeper.follow(Map.of("A", instance("A", labelled)));

    assertThat(kernel.addresses)
        .singleElement()
        .satisfies(one -> assertThat(one.label()).hasValue("eth0:vip"));
  }

  // ---- What others left ----

  @Test
  void whatAKilledKeepalivedLeftWithoutAMarkGoesWhenWeAreNotMaster() {
    kernel.addresses.add(Links.address(ETH0, "10.0.0.9/24"));
    begin(instance("A", VIP));

    letGo("A");

    assertThat(there()).isEmpty();
  }

  @Test
  void anOwnersAddressIsItsHosts() {
    kernel.addresses.add(Links.address(ETH0, "10.0.0.9/24"));
    begin(named("A", Configs.owner(Family.IPV4, NO_TRACKS, VIP), List.of()));

    letGo("A");

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void whatAnEarlierLifeHeldIsClearedEvenIfALifeBetweenWasKilledAtItsStart() {
    kernel.keepsMarks = false;
    begin(instance("A", VIP, OTHER_VIP));
    take("A");
    die();
    begin(instance("A", OTHER_VIP));
    letGo("A"); // and is killed before it clears what it does not know
    die();

    begin(instance("A", OTHER_VIP));
    keeper.clearForgotten();

    assertThat(there()).isEmpty();
  }

  @Test
  void whatCarriesOurMarkGoesWithoutARecordUnlessAnotherAgentLives() {
    kernel.addresses.add(LinkAddress.virtual(ETH0, IpPrefix.of("10.0.0.77/24")));
    kernel.routes.add(Route.via(IpPrefix.of("192.0.2.0/24"), IpAddress.of("10.0.0.3")));
    begin(instance("A", VIP));

    alone = false;
    keeper.clearForgotten();
    assertThat(there()).containsExactly("10.0.0.77/24");
    assertThat(kernel.routes).hasSize(1);

    alone = true;
    keeper.clearForgotten();
    assertThat(there()).isEmpty();
    assertThat(kernel.routes).isEmpty();
  }

  @Test
  void theLoopbacksOwnAddressIsNeverClearedByName() {
    begin(instance("A", VIP));
    requireNonNull(life).holdings(List.of("127.0.0.1/8 dev lo"));
    die();
    var own = Links.address(1, "127.0.0.1/8");
    kernel.addresses.add(own);

    begin(instance("A", VIP));
    keeper.clearForgotten();

    assertThat(kernel.addresses).containsExactly(own);
  }

  // ---- Shared, lost and refused ----

  @Test
  void aRouteThatAnotherInstanceHoldsStays() {
    var config = Configs.instance(Family.IPV4, NO_TRACKS, VIP);
    var routes = List.of(defaultRoute("10.0.0.3"));
    begin(named("A", config, routes), named("B", config, routes));
    take("A");
    take("B");

    letGo("A");
    assertThat(kernel.routes).hasSize(1);

    letGo("B");
    assertThat(kernel.routes).isEmpty();
  }

  @Test
  void aRouteComesBesideTheHostsAndGoesAlone() {
    var hosts =
        KernelRecords.marked(Route.via(IpPrefix.of("0.0.0.0/0"), IpAddress.of("10.0.0.2")), 3);
    kernel.routes.add(hosts);
    begin(
        named(
            "A", Configs.instance(Family.IPV4, NO_TRACKS, VIP), List.of(defaultRoute("10.0.0.3"))));

    take("A");
    assertThat(kernel.routes).hasSize(2);
    assertThat(kernel.routes.getFirst().gateway()).hasValue(IpAddress.of("10.0.0.3"));

    letGo("A");
    assertThat(kernel.routes).containsExactly(hosts);
  }

  @Test
  void whatWasNeverThereIsNotSaidToHaveBeenRemoved() {
    kernel.refused.add(VIP.prefix());
    begin(instance("A", VIP));
    take("A");
    assertThat(there()).isEmpty();

    kernel.refused.clear();
    keeper.verify();

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(keeper.restored("A")).isZero();
  }

  @Test
  void whatSomebodyElseRemovedIsPutBackAndCounted() {
    begin(instance("A", VIP));
    take("A");

    kernel.addresses.clear();
    keeper.verify();

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(keeper.restored("A")).isEqualTo(1);
  }

  @Test
  void whatGoesWithTheFirstAddressOfItsSubnetIsPutBackAndNotCounted() {
    begin(instance("A", VIP), instance("B", OTHER_VIP));
    take("A");
    take("B");

    letGo("A");
    assertThat(there()).isEmpty();
    runPlanned();

    assertThat(there()).containsExactly("10.0.0.10/24");
    assertThat(keeper.restored("B")).isZero();
  }

  // ---- Duplicate address detection ----

  @Test
  void anAddressWhoseDetectionFailedIsAddedAgain() {
    var vip = detected("2001:db8::9/64");
    begin(instance("A", vip));
    take("A");
    var failed = kernel.addresses.getFirst().withFlags(LinkAddress.DAD_FAILED);
    kernel.addresses.set(0, failed);
    keeper.addressChanged(failed);
    assertThat(keeper.found().test(vip)).isFalse();

    runPlanned();

    assertThat(kernel.addresses.getFirst().flags() & LinkAddress.DAD_FAILED).isZero();
    assertThat(keeper.found().test(vip)).isTrue();
  }

  @Test
  void whatTheNextMasterProbesForGoesBeforeItServes() {
    begin(instance("A", Configs.address("2001:db8::8/64", "eth0"), detected("2001:db8::9/64")));
    take("A");

    keeper.silence("A");
    keeper.verify();
    assertThat(there()).containsExactly("2001:db8::8/64");

    take("A");
    assertThat(there()).containsExactly("2001:db8::8/64", "2001:db8::9/64");
  }

  @Test
  void oursIsMarked() {
    begin(instance("A", VIP));
    take("A");

    assertThat(kernel.addresses)
        .singleElement()
        .satisfies(one -> assertThat(one.protocol()).isEqualTo(RouteKernel.PROTOCOL));
  }
}
