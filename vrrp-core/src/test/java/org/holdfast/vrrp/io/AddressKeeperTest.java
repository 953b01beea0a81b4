package org.holdfast.vrrp.io;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.linux.Errno;
import org.holdfast.linux.netlink.ReplyLostException;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteRemoval;
import org.holdfast.linux.route.Rule;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteMetrics;
import org.holdfast.net.RouteProperties;
import org.holdfast.net.RouteProperties.Placement;
import org.holdfast.net.RuleProperties;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualNextHop;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.io.AddressKeeper.Left;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The addresses, routes and rules that the agent adds to the kernel and removes, on tables in
 * memory.
 */
class AddressKeeperTest {

  private static final InstanceId A = new InstanceId("A");
  private static final InstanceId B = new InstanceId("B");
  private static final int ETH0 = 2;
  private static final Tracks NO_TRACKS = new Tracks(true, false, List.of(), List.of());
  private static final VirtualAddress VIP = Configs.address("10.0.0.9/24", "eth0");
  private static final VirtualAddress OTHER_VIP = Configs.address("10.0.0.10/24", "eth0");

  private record Planned(Runnable task, long afterMillis) {}

  @TempDir Path directory;

  private final FakeRouteKernel kernel = new FakeRouteKernel();
  private final List<Planned> planned = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final FakeNftKernel nftables = new FakeNftKernel();
  private boolean alone = true;

  /** Whether announcements are sent. */
  private boolean wire;

  private @Nullable LifeRecord life;

  @SuppressWarnings("NullAway.Init") // by begin()
  private AddressKeeper keeper;

  private void begin(InstanceConfig... instances) {
    kernel.links.clear();
    kernel.links.add(Links.link(1, "lo", Links.UP | Links.RUNNING | 8));
    kernel.links.add(Links.up(ETH0, "eth0"));
    var opened = LifeRecord.open(directory.resolve("state")).orElseThrow();
    life = opened;
    var refusals = new KernelRefusals();
    var tables = new KernelTables(kernel, refusals);
    tables.linksAre(kernel.links());
    keeper =
        new AddressKeeper(
            kernel,
            tables,
            refusals,
            opened,
            (task, afterMillis) -> planned.add(new Planned(task, afterMillis)),
            () -> alone,
            (instance, address) -> losses.add(instance + " " + address),
            () -> nftables,
            FirewallConfig.DEFAULT,
            (group, complete) -> groups.add(group + " " + complete));
    for (var instance : instances) {
      keeper.add(instance.name().equals("A") ? A : B, instance, campaign(instance));
    }
  }

  private Campaign campaign(InstanceConfig config) {
    var mastership = new Mastership();
    mastership.begin();
    return new Campaign(
        config.announcements(), config.election().handover(), new Wire(), mastership);
  }

  /** The clock stands still. */
  private final class Wire implements Campaign.Outlet {
    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public void after(long nanos, Runnable what) {}

    @Override
    public boolean send(Campaign.AnnouncedAddress place) {
      if (wire) {
        sent.add(place.address().toString());
      }
      return wire;
    }

    @Override
    public boolean isDelivered(Campaign.AnnouncedAddress place) {
      return true;
    }

    @Override
    public long book(Campaign.AnnouncedAddress place, AnnouncementTiming timing) {
      return 0;
    }

    @Override
    public void unbook(Campaign.AnnouncedAddress place) {}
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
        config.hooks(),
        config.fastFailover(),
        config.addressProbe());
  }

  private void take(InstanceId instance) {
    keeper.want(instance, true);
    assertThat(settle(instance)).isEqualTo(Left.NOTHING);
  }

  private Left settle(InstanceId instance) {
    var left = keeper.settle(instance);
    while (left == Left.MORE) {
      left = keeper.settle(instance);
    }
    return left;
  }

  private void letGo(InstanceId instance) {
    keeper.want(instance, false);
    assertThat(keeper.settle(instance)).isEqualTo(Left.NOTHING);
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

  // ---- Thousands of addresses ----

  private static final int MANY = 3 * Portions.ADDRESSES + 7;

  private static VirtualAddress[] many(int from) {
    return IntStream.range(from, from + MANY)
        .mapToObj(i -> Configs.address("10.1.%d.%d/32".formatted(i / 250, i % 250 + 1), "eth0"))
        .toArray(VirtualAddress[]::new);
  }

  /** Adds or removes what one turn of the loop does, and returns whether more is left. */
  private boolean turn() {
    int before = kernel.addresses.size();
    var left = keeper.settle(A);
    assertThat(Math.abs(kernel.addresses.size() - before)).isLessThanOrEqualTo(Portions.ADDRESSES);
    return left == Left.MORE;
  }

  private void turns() {
    boolean more = turn();
    while (more) {
      more = turn();
    }
  }

  @Test
  void oneTurnAddsAndRemovesABoundedNumberOfAddressesInOrder() {
    wire = true;
    begin(instance("A", many(0)));
    keeper.want(A, true);
    for (int turn = 1; turn <= 3; turn++) {
      assertThat(turn()).isTrue();
      assertThat(kernel.addresses).hasSize(turn * Portions.ADDRESSES);
    }
    assertThat(turn()).isFalse();
    assertThat(there()).containsExactlyElementsOf(prefixes(many(0)));

    keeper.want(A, false);
    assertThat(turn()).isTrue();
    assertThat(there())
        .containsExactlyElementsOf(prefixes(many(0)).subList(0, 3 * Portions.ADDRESSES));
    turns();
    assertThat(there()).isEmpty();
    assertThat(keeper.book().get(A).isHeld()).isFalse();
  }

  private static List<String> prefixes(VirtualAddress... addresses) {
    return Stream.of(addresses).map(address -> address.prefix().toString()).toList();
  }

  @Test
  void whatAnAddressNeedsIsAddedBeforeItAndWhatNeedsItAfterAll() {
    begin(
        named(
            "A",
            Configs.instance(Family.IPV4, NO_TRACKS, many(0)),
            List.of(defaultRoute("10.1.0.1"))));
    keeper.want(A, true);
    while (turn()) {
      assertThat(kernel.routes).isEmpty();
    }
    assertThat(kernel.routes).hasSize(1);

    keeper.want(A, false);
    turn();
    assertThat(kernel.routes).isEmpty();
  }

  @Test
  void addressesThatAreStillToBeAddedAreNotMissing() {
    begin(instance("A", many(0)));
    keeper.want(A, true);
    turn();
    keeper.verify();
    assertThat(kernel.addresses).hasSize(Portions.ADDRESSES);
    turns();
    assertThat(kernel.addresses).hasSize(MANY);

    kernel.addresses.removeLast();
    keeper.verify();
    assertThat(kernel.addresses).hasSize(MANY);
  }

  @Test
  void theEndOfTheMastershipRemovesWhatHasBeenAddedSoFar() {
    begin(instance("A", many(0)));
    keeper.want(A, true);
    turn();
    keeper.want(A, false);
    turns();
    assertThat(there()).isEmpty();

    keeper.want(A, true);
    turns();
    keeper.want(A, false);
    turn();
    keeper.want(A, true);
    settle(A);
    assertThat(kernel.addresses).as("master again while they were being removed").hasSize(MANY);
  }

  @Test
  void aReloadWhileAddressesAreBeingAddedLeavesThoseOfTheNewConfiguration() {
    begin(instance("A", many(0)));
    keeper.want(A, true);
    turn();
    turn();
    keeper.follow(Map.of(A, instance("A", many(300))));
    settle(A);
    assertThat(there()).containsExactlyInAnyOrderElementsOf(prefixes(many(300)));
  }

  @Test
  void anAgentThatResumesLooksAtItsAddressesInTwoTurns() {
    begin(instance("A", many(0)));
    take(A);
    keeper.want(A, true);
    assertThat(keeper.settle(A)).isEqualTo(Left.MORE);
    assertThat(keeper.settle(A)).isEqualTo(Left.NOTHING);
    assertThat(kernel.addresses).hasSize(MANY);
  }

  @Test
  void anAnswerThatIsLostMidwayLosesNoAddress() {
    begin(instance("A", many(0)));
    keeper.want(A, true);
    turn();
    kernel.repliesToLose = 1;
    assertThatThrownBy(() -> keeper.settle(A)).isInstanceOf(ReplyLostException.class);
    settle(A);
    assertThat(kernel.addresses).hasSize(MANY);
  }

  // ---- Ours, or not ours ----

  @Test
  void anIpv6AddressThatGetsAnotherPrefixLengthIsReplacedAndGoesWithTheMastership() {
    begin(instance("A", Configs.address("2001:db8::9/64", "eth0")));
    take(A);

    keeper.follow(Map.of(A, instance("A", Configs.address("2001:db8::9/128", "eth0"))));
    assertThat(there()).containsExactly("2001:db8::9/128");

    letGo(A);
    assertThat(there()).isEmpty();
  }

  @Test
  void withoutMarksAddressesThatAReloadMovesAreStillOurs() {
    kernel.keepsMarks = false;
    begin(instance("A", VIP), instance("B", OTHER_VIP));
    take(A);
    take(B);

    keeper.follow(Map.of(A, instance("A", OTHER_VIP), B, instance("B", VIP)));
    letGo(A);
    letGo(B);

    assertThat(there()).isEmpty();
  }

  @Test
  void anAddressOfTheHostStaysAfterTheMastership() {
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));
    begin(instance("A", VIP));

    letGo(A);
    take(A);
    letGo(A);

    assertThat(kernel.addresses).containsExactly(ofTheHost("10.0.0.9/24"));
  }

  @Test
  void anAddressOfTheHostIsNotRecordedAsOurs() {
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));
    begin(instance("A", VIP));
    take(A);
    die();

    begin(instance("B", OTHER_VIP));
    keeper.clearForgotten();

    assertThat(kernel.addresses).containsExactly(ofTheHost("10.0.0.9/24"));
  }

  @Test
  void anIpv6AddressThatTheHostHasWithAnotherPrefixStays() {
    kernel.addresses.add(Links.address(ETH0, "2001:db8::9/64"));
    begin(instance("A", Configs.address("2001:db8::9/128", "eth0")));

    take(A);
    letGo(A);

    assertThat(there()).containsExactly("2001:db8::9/64");
  }

  @Test
  void aHeldAddressGetsAChangedLabel() {
    begin(instance("A", VIP));
    take(A);
    var labelled =
        new VirtualAddress(VIP.prefix(), "eth0", 0, "eth0:vip", null, null, true, false, true);

    keeper.follow(Map.of(A, instance("A", labelled)));

    assertThat(kernel.addresses)
        .singleElement()
        .satisfies(one -> assertThat(one.label()).hasValue("eth0:vip"));
  }

  // ---- What others left ----

  @Test
  void theNextRunLeavesALinkLocalAddressOfTheLastOneInPlace() {
    var config = instance("A", Configs.address("fe80::9/64", "eth0"));
    begin(config);
    take(A);
    die();
    kernel.requests.clear();

    begin(config);
    take(A);

    assertThat(kernel.requests).noneMatch(request -> request.startsWith("delete"));
    assertThat(there()).containsExactly("fe80::9/64");
  }

  @Test
  void unmarkedAddressesOfAKilledKeepalivedAreRemovedUnlessMaster() {
    kernel.addresses.add(Links.address(ETH0, "10.0.0.9/24"));
    begin(instance("A", VIP));

    letGo(A);

    assertThat(there()).isEmpty();
  }

  @Test
  void anAddressOwnersAddressBelongsToTheHost() {
    kernel.addresses.add(Links.address(ETH0, "10.0.0.9/24"));
    begin(named("A", Configs.owner(Family.IPV4, NO_TRACKS, VIP), List.of()));

    letGo(A);

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void leftoversAreClearedEvenIfALaterRunWasKilledAtItsStart() {
    kernel.keepsMarks = false;
    begin(instance("A", VIP, OTHER_VIP));
    take(A);
    die();
    begin(instance("A", OTHER_VIP));
    letGo(A); // and is killed before it clears leftovers that it does not know
    die();

    begin(instance("A", OTHER_VIP));
    keeper.clearForgotten();

    assertThat(there()).isEmpty();
  }

  @Test
  void markedObjectsAreRemovedWithoutARecordUnlessAnotherAgentRuns() {
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
    take(A);
    take(B);

    letGo(A);
    assertThat(kernel.routes).hasSize(1);

    letGo(B);
    assertThat(kernel.routes).isEmpty();
  }

  @Test
  void aRouteIsAddedBesideTheHostsAndRemovedWithoutIt() {
    var hosts = Route.via(IpPrefix.of("0.0.0.0/0"), IpAddress.of("10.0.0.2")).withProtocol(3);
    kernel.routes.add(hosts);
    begin(
        named(
            "A", Configs.instance(Family.IPV4, NO_TRACKS, VIP), List.of(defaultRoute("10.0.0.3"))));

    take(A);
    assertThat(kernel.routes).hasSize(2);
    assertThat(kernel.routes.getFirst().gateway()).hasValue(IpAddress.of("10.0.0.3"));

    letGo(A);
    assertThat(kernel.routes).containsExactly(hosts);
  }

  @Test
  void anAddressThatNeverExistedIsNotReportedAsRemoved() {
    kernel.refused.add(VIP.prefix());
    begin(instance("A", VIP));
    take(A);
    assertThat(there()).isEmpty();

    kernel.refused.clear();
    keeper.verify();

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(keeper.book().get(A).restored(VirtualAddress.KIND)).isZero();
  }

  @Test
  void anAddressRemovedByAnotherProgramIsRestoredAndCounted() {
    begin(instance("A", VIP));
    take(A);

    kernel.addresses.clear();
    keeper.verify();

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(keeper.book().get(A).restored(VirtualAddress.KIND)).isEqualTo(1);
  }

  @Test
  void anAddressThatIsThereInAnotherFormIsNotReplacedAfterANotificationOfItsRemoval() {
    begin(instance("A", VIP));
    take(A);
    var labelled = kernel.addresses.getFirst().withLabel("eth0:other");
    kernel.addresses.set(0, labelled);

    keeper.addressRemoved(labelled);

    assertThat(kernel.addresses).containsExactly(labelled);
    assertThat(keeper.book().get(A).restored(VirtualAddress.KIND)).isZero();
  }

  @Test
  void addressesRemovedWithTheFirstOfTheirSubnetAreRestoredAndNotCounted() {
    begin(instance("A", VIP), instance("B", OTHER_VIP));
    take(A);
    take(B);

    letGo(A);
    assertThat(there()).isEmpty();
    runPlanned();

    assertThat(there()).containsExactly("10.0.0.10/24");
    assertThat(keeper.book().get(B).restored(VirtualAddress.KIND)).isZero();
  }

  // ---- Duplicate address detection ----

  @Test
  void anAddressWhoseDetectionFailedIsAddedAgain() {
    var vip = detected("2001:db8::9/64");
    begin(instance("A", vip));
    take(A);
    var failed = kernel.addresses.getFirst().withFlags(LinkAddress.DAD_FAILED);
    kernel.addresses.set(0, failed);
    keeper.addressChanged(failed);
    assertThat(keeper.objects().present(List.of(vip)).test(vip)).isFalse();

    runPlanned();

    assertThat(kernel.addresses.getFirst().flags() & LinkAddress.DAD_FAILED).isZero();
    assertThat(keeper.objects().present(List.of(vip)).test(vip)).isTrue();
  }

  @Test
  void aProbedAddressIsRemovedBeforeTheNextMasterServes() {
    begin(instance("A", Configs.address("2001:db8::8/64", "eth0"), detected("2001:db8::9/64")));
    take(A);

    keeper.silence(A);
    keeper.verify();
    assertThat(there()).containsExactly("2001:db8::8/64");

    take(A);
    assertThat(there()).containsExactly("2001:db8::8/64", "2001:db8::9/64");
  }

  @Test
  void ourObjectsAreMarked() {
    begin(instance("A", VIP));
    take(A);

    assertThat(kernel.addresses)
        .singleElement()
        .satisfies(one -> assertThat(one.protocol()).isEqualTo(RouteKernel.PROTOCOL));
  }

  // ---- Links with a virtual MAC address ----

  private static final VirtualLink LINK =
      new VirtualLink("vrrp.51", "eth0", VirtualLink.virtualMac(Family.IPV4, 51), false);

  private static InstanceConfig onItsOwnLink() {
    return onItsOwnLink(true);
  }

  private static InstanceConfig onItsOwnLink(boolean accepting) {
    return withHoldings(
        instance("A"),
        new Holdings(
            List.of(LINK),
            List.of(Configs.address("10.0.0.9/24", "vrrp.51")),
            List.of(),
            List.of(),
            List.of(),
            Holdings.OnAddressLoss.RESTORE,
            accepting));
  }

  private void linkIs(boolean up) {
    assertThat(kernel.link("vrrp.51").orElseThrow().isUp()).isEqualTo(up);
  }

  @Test
  void aMasterHasItsLinkUpBeforeItsAddressesAndDownAfterThem() {
    begin(onItsOwnLink());
    keeper.prepareLinks(List.of());
    linkIs(false);

    keeper.want(A, true);
    keeper.settle(A);
    linkIs(true);
    assertThat(kernel.addresses).extracting(LinkAddress::link).containsExactly(3);
    assertThat(kernel.requests).containsSubsequence("set link vrrp.51 up", "add 1 addresses");

    keeper.want(A, false);
    assertThat(keeper.settle(A)).isEqualTo(Left.NOTHING);
    linkIs(false);
    assertThat(kernel.requests).containsSubsequence("delete 1 addresses", "set link vrrp.51 down");
    keeper.removeLinks();
    assertThat(kernel.link("vrrp.51")).isEmpty();
  }

  @Test
  void aLinkThatAnotherProgramRemovesOrSetsDownIsPutBackWithItsAddresses() {
    begin(onItsOwnLink());
    wire = true;
    keeper.want(A, true);
    keeper.settle(A);
    sent.clear();

    kernel.deleteLink(kernel.link("vrrp.51").orElseThrow());
    keeper.linkLost("vrrp.51");
    linkIs(true);
    assertThat(kernel.addresses).hasSize(1);
    assertThat(sent).containsExactly("10.0.0.9");

    kernel.setUp(kernel.link("vrrp.51").orElseThrow(), false);
    keeper.linkLost("vrrp.51");
    keeper.linkLost("vrrp.51");
    linkIs(false); // not at once if a program keeps doing this
    runDue(LinkRepairs.PAUSE_MILLIS);
    linkIs(true);
    assertThat(keeper.book().get(A).restored(VirtualLink.KIND)).isEqualTo(2);
  }

  @Test
  void aBackupsRemovedLinkIsThereAgainForTheNextTakeover() {
    begin(onItsOwnLink());
    keeper.prepareLinks(List.of());

    kernel.deleteLink(kernel.link("vrrp.51").orElseThrow());
    keeper.linkLost("vrrp.51");
    linkIs(false);

    keeper.removeLinks();
    keeper.linkLost("vrrp.51"); // the report of the removal
    assertThat(kernel.link("vrrp.51")).isEmpty();
  }

  @Test
  void aNewBaseHasTheMastersLinkAndAddressesAtOnce() {
    begin(onItsOwnLink());
    keeper.want(A, true);
    keeper.settle(A);

    kernel.links.clear();
    kernel.addresses.clear();
    kernel.links.add(Links.up(7, "eth0"));
    keeper.linkChanged("eth0");

    linkIs(true);
    assertThat(kernel.link("vrrp.51").orElseThrow().lower()).hasValue(7);
    assertThat(kernel.addresses).hasSize(1);
  }

  @Test
  void aReloadWithoutTheVirtualMacMovesTheAddressAndRemovesTheLink() {
    begin(onItsOwnLink());
    keeper.want(A, true);
    keeper.settle(A);

    keeper.follow(Map.of(A, instance("A", VIP)));
    keeper.sweepLinks();

    assertThat(kernel.link("vrrp.51")).isEmpty();
    assertThat(kernel.addresses).extracting(LinkAddress::link).containsExactly(ETH0);
  }

  // ---- Routes and rules ----

  private static final VirtualRoute ROUTE = route("192.0.2.0/24", "10.0.0.3", null);
  private static final VirtualRule RULE =
      new VirtualRule(Family.IPV4, IpPrefix.of("10.0.0.9/32"), null, null, null, 0, 0, 100, 1000);

  private static VirtualRoute route(
      String destination, @Nullable String gateway, @Nullable String link) {
    return new VirtualRoute(
        VirtualRoute.Type.UNICAST,
        IpPrefix.of(destination),
        gateway == null ? null : IpAddress.of(gateway),
        link,
        null,
        Route.MAIN,
        0,
        0,
        false);
  }

  private static List<VirtualRoute> routes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> route("198.51." + i + ".0/24", "10.0.0.3", null))
        .toList();
  }

  private static InstanceConfig with(
      InstanceConfig config, List<VirtualRoute> routes, List<VirtualRule> rules) {
    var some = named(config.name(), config, routes);
    var holdings = some.holdings();
    return withHoldings(
        some,
        new Holdings(holdings.advertised(), List.of(), routes, rules, holdings.onAddressLoss()));
  }

  private static InstanceConfig withHoldings(InstanceConfig config, Holdings holdings) {
    return new InstanceConfig(
        config.name(),
        config.interfaceName(),
        config.virtualRouterId(),
        config.family(),
        config.protocol(),
        config.transport(),
        config.election(),
        holdings,
        config.tracks(),
        config.announcements(),
        config.notifications(),
        config.hooks(),
        config.fastFailover(),
        config.addressProbe());
  }

  private static RouteRemoval removalOf(VirtualRoute route) {
    return new RouteRemoval.OfRoute(route.destination(), (int) route.table());
  }

  private long restored(InstanceId instance, String kind) {
    return keeper.book().get(instance).restored(kind);
  }

  /** Runs the planned tasks with a delay of at most {@code millis}. */
  private void runDue(long millis) {
    var due = planned.stream().filter(one -> one.afterMillis() <= millis).toList();
    planned.removeAll(due);
    due.forEach(one -> one.task().run());
  }

  @Test
  void aRouteRemovedByAnotherProgramIsRestoredAtOnceAndCounted() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of(RULE)));
    take(A);
    kernel.routes.clear();

    keeper.routeRemoved(removalOf(ROUTE));
    runDue(0);

    assertThat(kernel.routes).hasSize(1);
    assertThat(restored(A, "route")).isEqualTo(1);
    assertThat(restored(A, "rule")).isZero();
  }

  @Test
  void aRuleRemovedByAnotherProgramIsRestoredAtOnceAndCounted() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of(RULE)));
    take(A);
    var gone = kernel.rules.removeFirst();

    keeper.routeRemoved(new RouteRemoval.OfRule(gone));
    runDue(0);

    assertThat(kernel.rules).containsExactly(gone);
    assertThat(restored(A, "rule")).isEqualTo(1);
  }

  @Test
  void theRemovalOfAnUnrelatedRouteOrRuleIsIgnored() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of(RULE)));
    take(A);
    kernel.requests.clear();
    var rule = KernelRecords.rule(RULE);

    keeper.routeRemoved(new RouteRemoval.OfRoute(IpPrefix.of("198.51.100.0/24"), Route.MAIN));
    keeper.routeRemoved(new RouteRemoval.OfRoute(ROUTE.destination(), 7));
    keeper.routeRemoved(
        new RouteRemoval.OfRule(Rule.from(IpPrefix.of("10.9.9.9/32"), rule.table())));

    assertThat(planned).isEmpty();
    assertThat(kernel.requests).isEmpty();
  }

  @Test
  void aRouteRemovedByThisProcessIsNotRestored() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of()));
    take(A);
    keeper.routeRemoved(removalOf(ROUTE));
    letGo(A);

    runPlanned();

    assertThat(kernel.routes).isEmpty();
  }

  @Test
  void thePauseGrowsWhileARouteIsRemovedRepeatedly() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of()));
    take(A);
    for (long pause : List.of(200L, 400L, 800L, 1600L, 2000L, 2000L)) {
      kernel.routes.clear();
      keeper.routeRemoved(removalOf(ROUTE));
      runDue(0);
      assertThat(kernel.routes).hasSize(1);
      kernel.routes.clear();
      keeper.routeRemoved(removalOf(ROUTE));
      assertThat(planned).extracting(Planned::afterMillis).containsExactly(pause);
      runPlanned();
    }
    runDue(0);
    runPlanned();
    assertThat(planned).isEmpty();

    keeper.routeRemoved(removalOf(ROUTE));
    runDue(0);
    assertThat(planned).extracting(Planned::afterMillis).containsExactly(200L);
  }

  @Test
  void aLostReplyIsFollowedByAnotherAttempt() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of(RULE)));
    take(A);
    kernel.routes.clear();
    kernel.rules.clear();
    keeper.routeReportsLost();
    kernel.repliesToLose = 1;
    assertThatThrownBy(() -> runDue(0)).isInstanceOf(ReplyLostException.class);
    assertThat(kernel.rules).isEmpty();

    runDue(200);
    runDue(0);

    assertThat(kernel.routes).hasSize(1);
    assertThat(kernel.rules).hasSize(1);
  }

  @Test
  void oneLoopTurnMakesABoundedNumberOfRepairs() {
    begin(with(instance("A", VIP), routes(150), List.of()));
    take(A);
    kernel.routes.clear();

    keeper.routeReportsLost();
    runDue(0);
    assertThat(kernel.routes).hasSize(RouteRepairs.AT_ONE_TURN);
    runDue(0);
    runDue(0);

    assertThat(kernel.routes).hasSize(150);
  }

  @Test
  void aComparisonListsAllRoutesAndAllRulesOnce() {
    begin(
        with(instance("A", VIP), List.of(ROUTE), List.of(RULE)),
        with(instance("B", OTHER_VIP), routes(50), List.of()));
    take(A);
    take(B);
    kernel.routes.removeIf(route -> !route.destination().equals(ROUTE.destination()));
    kernel.requests.clear();

    keeper.verify();

    assertThat(kernel.requests)
        .filteredOn(request -> request.startsWith("add"))
        .containsExactly("add 51 routes", "add 1 rules");
    assertThat(kernel.routes).hasSize(51);
    assertThat(restored(A, "route")).isZero();
    assertThat(restored(B, "route")).isEqualTo(50);
  }

  @Test
  void aRouteOfTwoInstancesIsRestoredOnceAndCountedForOne() {
    begin(
        with(instance("A", VIP), List.of(ROUTE), List.of()),
        with(instance("B", OTHER_VIP), List.of(ROUTE), List.of()));
    take(A);
    take(B);
    kernel.routes.clear();

    keeper.verify();

    assertThat(kernel.routes).hasSize(1);
    assertThat(restored(A, "route") + restored(B, "route")).isEqualTo(1);
  }

  @Test
  void aRefusedRouteIsShownWithItsReasonAndAddedLater() {
    kernel.refused.add(ROUTE.destination());
    begin(with(instance("A", VIP), List.of(ROUTE), List.of()));
    take(A);
    assertThat(keeper.objects().refusal(ROUTE)).contains("EINVAL");
    assertThat(keeper.objects().present(List.of(ROUTE)).test(ROUTE)).isFalse();

    kernel.refused.clear();
    keeper.addressChanged(Links.address(ETH0, "10.9.0.1/24"));
    runDue(0);

    assertThat(keeper.objects().refusal(ROUTE)).isNull();
    assertThat(keeper.objects().present(List.of(ROUTE)).test(ROUTE)).isTrue();
    assertThat(restored(A, "route")).isZero();
  }

  @Test
  void withoutRefusalsANewAddressChangesNothing() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of()));
    take(A);

    keeper.addressChanged(Links.address(ETH0, "10.9.0.1/24"));

    assertThat(planned).isEmpty();
  }

  @Test
  void aRouteRemovedWithOurAddressIsRestoredAndNotCounted() {
    var other = with(instance("B", OTHER_VIP), List.of(ROUTE), List.of());
    begin(instance("A", VIP), other);
    take(A);
    take(B);

    letGo(A);
    kernel.routes.clear(); // as Linux does without a report
    runDue(0);
    assertThat(kernel.routes).hasSize(1);
    kernel.routes.clear();
    keeper.routeRemoved(removalOf(ROUTE));
    runDue(0);

    assertThat(kernel.routes).hasSize(1);
    assertThat(restored(B, "route")).isZero();
    runPlanned();
    kernel.routes.clear();
    keeper.verify();
    assertThat(restored(B, "route")).isEqualTo(1);
  }

  @Test
  void aRouteOnAMissingLinkIsNotAddedOnAnotherLink() {
    var route = route("192.0.2.0/24", "10.0.0.3", "eth7");
    begin(with(instance("A", VIP), List.of(route), List.of()));

    take(A);
    assertThat(kernel.routes).isEmpty();
    assertThat(keeper.objects().refusal(route)).contains("the link does not exist");
  }

  @Test
  void anIpv6RouteOfTheHostInItsPlaceIsLeftAloneAndShown() {
    var route = route("2001:db8:7::/48", "2001:db8::1", "eth0");
    var hosts = KernelRecords.route(route, name -> ETH0).withProtocol(3);
    kernel.routes.add(metric(hosts));
    begin(with(instance("A", VIP), List.of(route), List.of()));

    take(A);

    assertThat(keeper.objects().refusal(route)).contains("in its place");
    assertThat(keeper.objects().present(List.of(route)).test(route)).isFalse();
    assertThat(kernel.requests).doesNotContain("list routes of all programs");
    letGo(A);
    assertThat(kernel.routes).containsExactly(metric(hosts));
  }

  /** Returns the route as the kernel lists it in IPv6 when it was added without a metric. */
  private static Route metric(Route route) {
    return new Route(
        route.destination(),
        route.type(),
        route.gateway(),
        route.device(),
        route.source(),
        route.table(),
        1024,
        route.scope(),
        route.protocol(),
        route.onLink(),
        route.nextHops(),
        route.properties());
  }

  @Test
  void anIpv6RouteThatIsOursIsListedOnceAndNotAtEachComparison() {
    var route = route("2001:db8:7::/48", "2001:db8::1", "eth0");
    kernel.routes.add(metric(KernelRecords.route(route, name -> ETH0)));
    begin(with(instance("A", VIP), List.of(route), List.of()));
    take(A);
    assertThat(keeper.objects().isHeld(route)).isTrue();
    keeper.clearForgotten(); // which lists them, at the start
    kernel.requests.clear();

    keeper.verify();
    keeper.verify();

    assertThat(kernel.requests).noneMatch(request -> request.startsWith("list routes"));
  }

  private static final RouteProperties NONE = RouteProperties.NONE;

  // ---- Static objects ----

  private static StaticConfig statics(VirtualAddress... addresses) {
    var holdings =
        new Holdings(
            List.of(),
            List.of(addresses),
            List.of(ROUTE),
            List.of(RULE),
            Holdings.OnAddressLoss.RESTORE);
    return new StaticConfig(
        holdings, List.of(new StaticConfig.Group("G", List.of(addresses[0], ROUTE))));
  }

  private void beginWith(StaticConfig config, InstanceConfig... instances) {
    begin(instances);
    keeper.staticsAre(config);
    keeper.keepStatics();
    keeper.watchStatics();
    keeper.clearForgotten();
    runDue(StaticGroups.AFTER_MILLIS);
  }

  @Test
  void staticObjectsAreThereFromTheStartToTheEnd() {
    wire = true;
    beginWith(statics(OTHER_VIP), instance("A", VIP));
    assertThat(kernel.addresses).hasSize(1);
    assertThat(kernel.routes).hasSize(1);
    assertThat(kernel.rules).hasSize(1);
    take(A);
    assertThat(kernel.addresses).hasSize(2);
    letGo(A);
    assertThat(kernel.addresses).hasSize(1);
    assertThat(sent).doesNotContain(OTHER_VIP.address().toString());

    assertThat(keeper.releaseStatics()).isTrue();

    assertThat(kernel.addresses).isEmpty();
    assertThat(kernel.routes).isEmpty();
    assertThat(kernel.rules).isEmpty();
  }

  @Test
  void aStaticObjectThatAnotherProgramRemovesIsPutBackAndItsGroupStaysComplete() {
    beginWith(statics(OTHER_VIP));
    assertThat(groups).containsExactly("G true");
    var gone = kernel.addresses.removeFirst();
    kernel.routes.clear();

    keeper.addressRemoved(gone);
    keeper.routeRemoved(removalOf(ROUTE));
    assertThat(planned)
        .as("both reports share one look at the groups")
        .filteredOn(one -> one.afterMillis() == StaticGroups.AFTER_MILLIS)
        .hasSize(1);
    runDue(0);
    runDue(StaticGroups.AFTER_MILLIS);

    assertThat(kernel.addresses).hasSize(1);
    assertThat(kernel.routes).hasSize(1);
    assertThat(groups).containsExactly("G true");
    assertThat(keeper.statics().restored(VirtualAddress.KIND)).isOne();
    assertThat(keeper.statics().restored(VirtualRoute.KIND)).isOne();
  }

  @Test
  void theGroupOfAStaticObjectThatCannotBeAddedIsIncompleteUntilItCan() {
    beginWith(statics(OTHER_VIP));
    kernel.routes.clear();
    kernel.refused.add(ROUTE.destination());

    keeper.routeRemoved(removalOf(ROUTE));
    runDue(0);
    runDue(StaticGroups.AFTER_MILLIS);
    assertThat(groups).containsExactly("G true", "G false");

    kernel.refused.clear();
    keeper.verify();
    runDue(StaticGroups.AFTER_MILLIS);
    assertThat(groups).containsExactly("G true", "G false", "G true");
  }

  @Test
  void aReloadChangesOnlyTheDifferenceOfStaticObjects() {
    beginWith(statics(VIP, OTHER_VIP));
    kernel.requests.clear();

    keeper.follow(Map.of(), statics(VIP));

    assertThat(kernel.addresses).hasSize(1);
    assertThat(kernel.routes).hasSize(1);
    keeper.follow(Map.of(), StaticConfig.NONE);
    assertThat(kernel.addresses).isEmpty();
    assertThat(kernel.routes).isEmpty();
    assertThat(kernel.rules).isEmpty();
  }

  @Test
  void anAddressThatBecomesAnInstancesStaysOnItsLink() {
    beginWith(statics(VIP, OTHER_VIP), instance("A", VIP));
    take(A);
    kernel.requests.clear();

    keeper.follow(Map.of(), statics(OTHER_VIP));

    assertThat(kernel.addresses).hasSize(2);
    assertThat(kernel.requests).noneMatch(request -> request.startsWith("delete"));
  }

  @Test
  void staticObjectsOfAKilledRunAreAdoptedOrRemoved() {
    beginWith(statics(VIP, OTHER_VIP));
    die();
    kernel.requests.clear();

    beginWith(statics(VIP));
    assertThat(kernel.addresses).hasSize(1);
    assertThat(kernel.routes).hasSize(1);
    die();
    beginWith(StaticConfig.NONE);
    assertThat(kernel.addresses).isEmpty();
    assertThat(kernel.routes).isEmpty();
  }

  private static final int BIRD = 12;
  private static final VirtualRoute BIRDS = Configs.untracked("192.0.7.0/24", BIRD, NONE);

  @Test
  void aRouteWithAnotherProtocolIsAddedAndRemovedAsOurs() {
    begin(with(instance("A", VIP), List.of(BIRDS), List.of()));
    take(A);
    assertThat(kernel.routes).extracting(Route::protocol).containsExactly(BIRD);
    assertThat(keeper.objects().present(List.of(BIRDS)).test(BIRDS)).isTrue();
    letGo(A);
    assertThat(kernel.routes).isEmpty();
  }

  @Test
  void anEqualRouteOfTheProgramWithThatProtocolStays() {
    var hosts = KernelRecords.route(BIRDS, name -> ETH0);
    kernel.routes.add(hosts);
    begin(with(instance("A", VIP), List.of(BIRDS), List.of()));
    take(A);
    assertThat(keeper.objects().isHeld(BIRDS)).isFalse();
    assertThat(keeper.objects().refusal(BIRDS)).contains("the host already has it");
    letGo(A);
    assertThat(kernel.routes).containsExactly(hosts);
  }

  @Test
  void aRouteWithAnotherProtocolThatAKilledRunLeftIsRemovedAndNoOtherOfThatProtocol() {
    begin(with(instance("A", VIP), List.of(BIRDS), List.of()));
    take(A);
    var others = KernelRecords.route(Configs.untracked("192.0.8.0/24", BIRD, NONE), name -> ETH0);
    kernel.routes.add(others);
    die();

    begin(instance("A", VIP));
    keeper.clearForgotten();

    assertThat(kernel.routes).containsExactly(others);
  }

  @Test
  void aRuleWithAnotherProtocolThatAKilledRunLeftIsRemoved() {
    var rule =
        new VirtualRule(
            Family.IPV4,
            IpPrefix.of("10.0.0.9/32"),
            null,
            null,
            null,
            0,
            0,
            100,
            1000,
            VirtualRule.Action.LOOKUP,
            0,
            BIRD,
            false,
            RuleProperties.NONE);
    begin(with(instance("A", VIP), List.of(), List.of(rule)));
    take(A);
    var others = KernelRecords.rule(RULE).withProtocol(BIRD + 1);
    kernel.rules.add(others);
    die();

    begin(instance("A", VIP));
    keeper.clearForgotten();

    assertThat(kernel.rules).containsExactly(others);
  }

  @Test
  void anUntrackedRouteIsNotPutBack() {
    var route = Configs.untracked("192.0.7.0/24", 0, NONE);
    begin(with(instance("A", VIP), List.of(route), List.of()));
    take(A);
    kernel.routes.clear();

    keeper.routeRemoved(removalOf(route));
    runDue(0);
    keeper.verify();

    assertThat(kernel.routes).isEmpty();
    letGo(A);
    take(A);
    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void anUntrackedStaticRouteThatAnotherProgramRemovesLeavesItsGroupComplete() {
    var route = Configs.untracked("192.0.7.0/24", 0, NONE);
    var holdings =
        new Holdings(
            List.of(), List.of(), List.of(route), List.of(), Holdings.OnAddressLoss.RESTORE);
    beginWith(
        new StaticConfig(holdings, List.of(new StaticConfig.Group("G", List.of(route)))),
        instance("A", VIP));
    assertThat(groups).containsExactly("G true");

    kernel.routes.clear();
    keeper.routeRemoved(removalOf(route));
    runDue(0);
    runDue(StaticGroups.AFTER_MILLIS);

    assertThat(kernel.routes).isEmpty();
    assertThat(groups).containsExactly("G true");
    assertThat(keeper.objects().isLetGo(route)).isTrue();
  }

  @Test
  void anUntrackedRouteThatTheKernelRefusedIsAddedLater() {
    var route = Configs.untracked("192.0.7.0/24", 0, NONE);
    begin(with(instance("A", VIP), List.of(route), List.of()));
    kernel.refused.add(route.destination());
    take(A);
    assertThat(keeper.objects().isLetGo(route)).as("it never was there").isFalse();
    kernel.refused.clear();

    keeper.verify();

    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void aRouteThatMustBeTheOnlyOneIsNotAddedBesideTheHosts() {
    var alone =
        Configs.untracked(
            "192.0.7.0/24",
            0,
            new RouteProperties(
                0,
                Optional.empty(),
                0,
                Optional.empty(),
                RouteMetrics.NONE,
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Placement.ADD));
    kernel.routes.add(Route.via(alone.destination(), IpAddress.of("10.0.0.4")).withProtocol(3));
    begin(with(instance("A", VIP), List.of(alone), List.of()));

    take(A);

    assertThat(keeper.objects().refusal(alone)).contains("already has a route to that destination");
    letGo(A);
    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void aRouteIsRecognisedByItsNextHopsInAnyOrder() {
    var hops =
        List.of(
            new VirtualNextHop(IpAddress.of("2001:db8::1"), "eth0", 2, false, 0, Optional.empty()),
            new VirtualNextHop(IpAddress.of("2001:db8::2"), "eth0", 1, false, 0, Optional.empty()));
    var configured =
        new VirtualRoute(
            VirtualRoute.Type.UNICAST,
            IpPrefix.of("2001:db8:7::/48"),
            null,
            null,
            null,
            Route.MAIN,
            0,
            false,
            hops,
            OptionalInt.empty(),
            0,
            true,
            NONE);
    var ours = KernelRecords.route(configured, name -> ETH0);
    var listed = metric(ours.with(NONE));
    assertThat(KernelRecords.isSame(ours, listed)).isTrue();
    assertThat(KernelRecords.isSame(ours, reversed(listed, 2))).isTrue();
    assertThat(KernelRecords.isSame(ours, reversed(listed, 1))).isFalse();
    assertThat(configured.words())
        .isEqualTo(
            "2001:db8:7::/48 nexthop via 2001:db8::1 dev eth0 weight 2"
                + " nexthop via 2001:db8::2 dev eth0");
  }

  /** Returns the route with only the last {@code count} of its next hops, the last first. */
  private static Route reversed(Route route, int count) {
    return new Route(
        route.destination(),
        route.type(),
        route.gateway(),
        route.device(),
        route.source(),
        route.table(),
        route.metric(),
        route.scope(),
        route.protocol(),
        route.onLink(),
        route.nextHops().reversed().subList(0, count),
        route.properties());
  }

  @Test
  void aRouteWithoutTheLinkOfANextHopIsRefused() {
    var hop = new VirtualNextHop(IpAddress.of("10.0.0.3"), "eth7", 1, false, 0, Optional.empty());
    var route =
        new VirtualRoute(
            VirtualRoute.Type.UNICAST,
            IpPrefix.of("192.0.7.0/24"),
            null,
            null,
            null,
            Route.MAIN,
            0,
            false,
            List.of(hop),
            OptionalInt.empty(),
            0,
            true,
            NONE);
    begin(with(instance("A", VIP), List.of(route), List.of()));
    take(A);
    assertThat(keeper.objects().refusal(route)).contains("the link does not exist");
  }

  @Test
  void anEqualRuleOfTheHostIsUsedAndStays() {
    var hosts = KernelRecords.rule(RULE).withProtocol(3);
    kernel.rules.add(hosts);
    begin(with(instance("A", VIP), List.of(), List.of(RULE)));

    take(A);
    assertThat(keeper.objects().present(List.of(RULE)).test(RULE)).isTrue();
    letGo(A);

    assertThat(kernel.rules).containsExactly(hosts);
  }

  @Test
  void presentObjectsAreListedOnceUntilTheyMayHaveChanged() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of(RULE)));
    take(A);
    var all = List.of(ROUTE, RULE);
    keeper.objects().present(all);
    kernel.requests.clear();

    assertThat(all).allMatch(keeper.objects().present(all));
    assertThat(kernel.requests).isEmpty();

    kernel.routes.clear();
    keeper.linkTurned();
    assertThat(keeper.objects().present(all).test(ROUTE)).isFalse();
    assertThat(kernel.requests).containsExactly("list routes IPV4", "list rules IPV4");
  }

  @Test
  void anInconsistentListDoesNotProveThatARouteIsMissing() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of()));
    take(A);
    kernel.whole = false;
    kernel.routes.clear();

    assertThat(keeper.objects().present(List.of(ROUTE)).test(ROUTE)).isTrue();
  }

  @Test
  void routesAndRulesFollowTheConfiguration() {
    var next = route("198.51.100.0/24", "10.0.0.4", null);
    begin(with(instance("A", VIP), List.of(ROUTE), List.of(RULE)));
    take(A);

    keeper.follow(Map.of(A, with(instance("A", VIP), List.of(next), List.of())));

    assertThat(kernel.routes)
        .singleElement()
        .satisfies(one -> assertThat(one.destination()).isEqualTo(next.destination()));
    assertThat(kernel.rules).isEmpty();
  }

  @Test
  void aRuleThatAnotherInstanceHoldsStaysInAReload() {
    var both = List.of(RULE);
    begin(
        with(instance("A", VIP), List.of(), both), with(instance("B", OTHER_VIP), List.of(), both));
    take(A);
    take(B);

    keeper.follow(Map.of(A, instance("A", VIP)));

    assertThat(kernel.rules).hasSize(1);
  }

  @Test
  void routesAndRulesOfAKilledKeepalivedAreRemoved() {
    kernel.routes.add(KernelRecords.route(ROUTE, name -> 0).withProtocol(0x12));
    kernel.rules.add(KernelRecords.rule(RULE).withProtocol(0x12));
    begin(with(instance("A", VIP), List.of(ROUTE), List.of(RULE)));

    letGo(A);

    assertThat(kernel.routes).isEmpty();
    assertThat(kernel.rules).isEmpty();
  }

  // ---- Addresses, further ----

  @Test
  void lossOfATrackedAddressIsReportedAndNotRestored() {
    var failing =
        withHoldings(
            instance("A", VIP),
            new Holdings(
                List.of(VIP), List.of(), List.of(), List.of(), Holdings.OnAddressLoss.FAILOVER));
    begin(failing);
    take(A);
    var gone = kernel.addresses.removeFirst();

    kernel.whole = false;
    keeper.addressRemoved(gone);
    assertThat(losses).isEmpty();

    kernel.whole = true;
    keeper.addressRemoved(gone);
    assertThat(losses).containsExactly("A 10.0.0.9/24 dev eth0");
    assertThat(there()).isEmpty();
  }

  @Test
  void anUntrackedAddressMayBeRemoved() {
    var untracked =
        new VirtualAddress(VIP.prefix(), "eth0", 0, null, null, null, true, false, false);
    begin(instance("A", untracked));
    take(A);
    var gone = kernel.addresses.removeFirst();

    keeper.addressRemoved(gone);
    keeper.verify();

    assertThat(there()).isEmpty();
    assertThat(keeper.objects().isLetGo(untracked)).isTrue();
  }

  @Test
  void anUnwantedAddressThatIsRemovedIsNotRestored() {
    begin(instance("A", VIP));
    take(A);
    var gone = kernel.addresses.getFirst();
    letGo(A);

    keeper.addressRemoved(gone);
    keeper.verify();

    assertThat(there()).isEmpty();
  }

  @Test
  void aRefusedRemovalIsRepeatedInTheNextComparison() {
    begin(instance("A", VIP));
    take(A);
    kernel.kept.add(VIP.prefix());
    keeper.follow(Map.of(A, instance("A", OTHER_VIP)));
    assertThat(there()).contains("10.0.0.9/24");

    kernel.kept.clear();
    keeper.verify();

    assertThat(there()).containsExactly("10.0.0.10/24");
  }

  @Test
  void aRefusedRemovalIsNotRepeatedWhenTheAddressIsWantedAgain() {
    begin(instance("A", VIP));
    take(A);
    kernel.kept.add(VIP.prefix());
    keeper.follow(Map.of(A, instance("A", OTHER_VIP)));

    keeper.follow(Map.of(A, instance("A", VIP)));
    kernel.kept.clear();
    keeper.verify();

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void aRefusedRemovalOfARetiredInstanceLeavesTheAddress() {
    begin(instance("A", VIP));
    take(A);
    kernel.kept.add(VIP.prefix());
    keeper.retire(A);
    keeper.want(A, false);
    assertThat(keeper.settle(A)).isEqualTo(Left.REFUSED);
    keeper.removeIfEmpty(A);
    assertThat(keeper.config(A).name()).isEqualTo("A");

    kernel.kept.clear();
    assertThat(keeper.settle(A)).isEqualTo(Left.NOTHING);
    keeper.removeIfEmpty(A);

    assertThatThrownBy(() -> keeper.config(A)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void recordSpaceForAllHoldingsIsReservedAtTheStart() {
    begin(instance("A", VIP));

    keeper.reserve();
    take(A);
    die();

    assertThat(LifeRecord.open(directory.resolve("state")).orElseThrow().earlierHoldings())
        .containsExactly("10.0.0.9/24 dev eth0");
  }

  @Test
  void aReloadedBackupHoldsNothing() {
    begin(instance("A", VIP));
    letGo(A);

    keeper.follow(Map.of(A, with(instance("A", OTHER_VIP), List.of(ROUTE), List.of(RULE))));

    assertThat(there()).isEmpty();
    assertThat(kernel.routes).isEmpty();
    assertThat(keeper.config(A).name()).isEqualTo("A");
  }

  // ---- Announcements ----

  private void announceOnWire() {
    wire = true;
  }

  @Test
  void aMastersAddressesAreAnnouncedAndAgainOnRequest() {
    announceOnWire();
    begin(instance("A", VIP));
    keeper.reannounce(A);
    assertThat(sent).isEmpty();

    take(A);
    long first = sent.size();
    assertThat(first).isPositive();
    keeper.reannounce(A);
    assertThat(sent.size()).isGreaterThan((int) first);

    sent.clear();
    letGo(A);
    keeper.reannounce(A);
    assertThat(sent).isEmpty();
  }

  @Test
  void aRestoredAddressIsAnnouncedOnce() {
    announceOnWire();
    begin(instance("A", VIP), instance("B", OTHER_VIP));
    take(A);
    take(B);
    sent.clear();
    var gone =
        kernel.addresses.stream().filter(one -> one.prefix().equals(VIP.prefix())).findFirst();
    kernel.addresses.remove(gone.orElseThrow());

    keeper.addressRemoved(gone.orElseThrow());

    assertThat(sent).containsExactly("10.0.0.9");
  }

  @Test
  void anAddressRemovedWithAnotherIsAnnouncedOnceRestored() {
    announceOnWire();
    begin(instance("A", VIP), instance("B", OTHER_VIP));
    take(A);
    take(B);
    letGo(A);
    sent.clear();

    runDue(0);

    assertThat(sent).containsExactly("10.0.0.10");
  }

  @Test
  void anAddressAddedByAReloadIsAnnouncedAtOnce() {
    announceOnWire();
    begin(instance("A", VIP));
    take(A);
    sent.clear();

    keeper.follow(Map.of(A, instance("A", VIP, OTHER_VIP)));
    assertThat(sent).contains("10.0.0.10").doesNotContain("10.0.0.9");

    sent.clear();
    keeper.follow(Map.of(A, instance("A", VIP, OTHER_VIP)));
    assertThat(sent).isEmpty();
  }

  @Test
  void addressesOnAChangedLinkAreAnnouncedThere() {
    announceOnWire();
    begin(instance("A", VIP));
    keeper.linkChanged("eth0");
    assertThat(there()).isEmpty();
    take(A);
    sent.clear();
    kernel.addresses.clear();

    keeper.linkChanged("eth1");
    assertThat(sent).isEmpty();
    keeper.linkChanged("eth0");

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(sent).containsExactly("10.0.0.9");
  }

  @Test
  void aSourceAddressIsAnnouncedWhereItIs() {
    announceOnWire();
    begin(instance("A", VIP));

    keeper.announceSource(A, IpAddress.of("10.0.0.1"));

    assertThat(sent).containsExactly("10.0.0.1");
    assertThat(keeper.campaign(A).sent()).isEqualTo(1);
  }

  @Test
  void aSilentMasterAnnouncesNothing() {
    announceOnWire();
    begin(instance("A", VIP));
    take(A);
    sent.clear();

    keeper.silence(A);
    keeper.reannounce(A);

    assertThat(sent).isEmpty();
    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void anAddressIsAnnouncedOnceItIsUsable() {
    announceOnWire();
    var vip = detected("2001:db8::9/64");
    begin(instance("A", vip));
    take(A);
    keeper.addressChanged(kernel.addresses.getFirst().withFlags(LinkAddress.DAD_FAILED));
    sent.clear();

    keeper.addressChanged(kernel.addresses.getFirst());

    assertThat(sent).containsExactly("2001:db8::9");
  }

  // ---- The record, and what campaigns are told ----

  private List<String> recorded() {
    die();
    try (var next = LifeRecord.open(directory.resolve("state")).orElseThrow()) {
      return next.earlierHoldings();
    }
  }

  @Test
  void theRecordFollowsTheConfiguration() {
    begin(instance("A", VIP));
    take(A);

    keeper.follow(Map.of(A, with(instance("A", OTHER_VIP), List.of(ROUTE), List.of(RULE))));

    assertThat(recorded())
        .containsExactly(
            "10.0.0.10/24 dev eth0", "route 192.0.2.0/24 table 254", "rule IPV4 priority 1000");
  }

  @Test
  void anAddressThatTheKernelRefusesToRemoveStaysOnTheRecord() {
    begin(instance("A", VIP));
    take(A);
    kernel.kept.add(VIP.prefix());

    keeper.follow(Map.of(A, instance("A", OTHER_VIP)));

    assertThat(recorded()).contains("10.0.0.9/24 dev eth0", "10.0.0.10/24 dev eth0");
  }

  @Test
  void clearedLeftoversAreDeletedFromTheRecord() {
    begin(instance("A", VIP));
    requireNonNull(life).holdings(List.of("10.0.0.99/24 dev eth0"));
    die();
    begin(instance("A", VIP));

    keeper.clearForgotten();

    assertThat(recorded()).isEmpty();
  }

  @Test
  void aRouteRemovedWithAnAddressOfTheHostIsRestored() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of()));
    take(A);
    kernel.routes.clear(); // as Linux does without a report

    keeper.addressRemoved(ofTheHost("10.0.0.1/24"));
    runDue(0);

    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void aCampaignIsUpdatedOnlyWhenItsTermsChange() {
    begin();
    var campaign = mock(Campaign.class);
    var config = instance("A", VIP);
    keeper.add(A, config, campaign);
    keeper.follow(Map.of(A, with(config, List.of(ROUTE), List.of())));
    verify(campaign, never()).follow(any(), any(), any());

    var others = mock(AnnouncementTiming.class);
    keeper.follow(Map.of(A, announcing(config, others)));
    verify(campaign).follow(any(), eq(List.of()), eq(List.of()));

    keeper.want(A, true);
    keeper.settle(A);
    keeper.follow(Map.of(A, config));
    verify(campaign)
        .follow(config, List.of(new Campaign.AnnouncedAddress(VIP.address(), "eth0")), List.of());
  }

  @Test
  void aCampaignEndsWithTheMastership() {
    begin();
    var campaign = mock(Campaign.class);
    keeper.add(A, instance("A", VIP), campaign);
    take(A);
    verify(campaign, never()).stop();

    letGo(A);

    verify(campaign).stop();
  }

  @Test
  void routesAreRestoredOnARecreatedLink() {
    begin(with(instance("A", VIP), List.of(ROUTE), List.of()));
    take(A);
    kernel.routes.clear(); // as Linux does without a report

    keeper.linkChanged("eth0");
    runDue(0);

    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void anUnconfiguredAddressThatCouldNotBeRemovedIsRemovedAtTheNextComparison() {
    begin(instance("A", VIP, OTHER_VIP));
    take(A);
    kernel.kept.add(OTHER_VIP.prefix());
    keeper.follow(Map.of(A, instance("A", VIP)));
    assertThat(there()).containsExactly("10.0.0.9/24", "10.0.0.10/24");

    kernel.kept.clear();
    keeper.verify();

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void anAddressTakenByTheHostAfterThisRunReleasedItStays() {
    kernel.keepsMarks = false;
    begin(instance("A", VIP));
    take(A);
    letGo(A);
    die();
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));

    begin(instance("B", OTHER_VIP));
    keeper.clearForgotten();

    assertThat(kernel.addresses).containsExactly(ofTheHost("10.0.0.9/24"));
  }

  @Test
  void anAddressTakenByTheHostAfterALaterRunReleasedItStays() {
    kernel.keepsMarks = false;
    begin(instance("A", VIP));
    take(A);
    die();
    begin(instance("A", VIP));
    letGo(A);
    assertThat(kernel.addresses).isEmpty();
    die();
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));

    begin(instance("B", OTHER_VIP));
    keeper.clearForgotten();

    assertThat(kernel.addresses).containsExactly(ofTheHost("10.0.0.9/24"));
  }

  // ---- What is shared, foreign or refused ----

  @Test
  void anAddressThatTwoInstancesHoldIsOursOnAKernelWithoutMarks() {
    kernel.keepsMarks = false;
    begin(instance("A", VIP), instance("B", VIP));
    take(A);
    take(B);

    letGo(A);
    assertThat(there()).containsExactly("10.0.0.9/24");
    letGo(B);

    assertThat(there()).isEmpty();
  }

  @Test
  void aRepeatedTakeoverKeepsTheAddressOurs() {
    kernel.keepsMarks = false;
    begin(instance("A", VIP));
    take(A);
    take(A);

    letGo(A);

    assertThat(there()).isEmpty();
  }

  @Test
  void aFormerAddressOfTheHostIsRecordedWhenItMayBecomeOurs() {
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));
    begin(instance("A", VIP));
    take(A);
    letGo(A);
    kernel.addresses.clear();
    kernel.refused.add(VIP.prefix());

    take(A);

    assertThat(recorded()).containsExactly("10.0.0.9/24 dev eth0");
  }

  @Test
  void anAddressOfTheHostThatLeavesTheConfigurationStays() {
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));
    begin(instance("A", VIP));
    take(A);

    keeper.follow(Map.of(A, instance("A", Configs.address("10.0.1.9/24", "eth0"))));

    assertThat(there()).containsExactly("10.0.0.9/24", "10.0.1.9/24");
  }

  @Test
  void aReloadedBackupRemovesNothing() {
    begin(instance("A", VIP));
    letGo(A);
    kernel.addresses.add(LinkAddress.virtual(ETH0, VIP.prefix()));

    keeper.follow(Map.of(A, instance("A", OTHER_VIP)));

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void aProbedAddressStaysIfItIsTheHosts() {
    var vip = detected("2001:db8::9/64");
    kernel.addresses.add(Links.address(ETH0, "2001:db8::9/64"));
    begin(instance("A", vip));
    take(A);

    keeper.silence(A);

    assertThat(there()).containsExactly("2001:db8::9/64");
  }

  @Test
  void aProbedAddressStaysIfAnotherInstanceHoldsIt() {
    var vip = detected("2001:db8::9/64");
    begin(instance("A", vip), instance("B", vip));
    take(A);
    take(B);

    keeper.silence(A);

    assertThat(there()).containsExactly("2001:db8::9/64");
  }

  @Test
  void anInstanceWithoutHoldingsRemovesNothingWhenItStopsAdvertising() {
    var vip = detected("2001:db8::9/64");
    kernel.addresses.add(LinkAddress.virtual(ETH0, vip.prefix()));
    begin(instance("A", vip));

    keeper.silence(A);

    assertThat(there()).containsExactly("2001:db8::9/64");
  }

  @Test
  void addressesRemovedWithAnUnconfiguredOneAreRestoredAtOnce() {
    begin(instance("A", VIP), with(instance("B", OTHER_VIP), List.of(ROUTE), List.of()));
    take(A);
    take(B);
    kernel.routes.clear(); // as Linux does with the address, and without a report

    keeper.follow(Map.of(A, instance("A", Configs.address("10.0.1.9/24", "eth0"))));

    assertThat(there()).containsExactlyInAnyOrder("10.0.1.9/24", "10.0.0.10/24");
    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void anUnconfiguredAddressIsRemovedOnce() {
    begin(instance("A", VIP));
    take(A);
    keeper.follow(Map.of(A, instance("A", OTHER_VIP)));
    assertThat(kernel.requests).contains("delete 1 addresses");
    kernel.requests.clear();

    keeper.verify();

    assertThat(kernel.requests).noneMatch(request -> request.startsWith("delete"));
  }

  @Test
  void aComparisonWithoutDifferencesChangesNothing() {
    begin(instance("A", VIP));
    take(A);
    keeper.clearForgotten();
    keeper.verify();
    kernel.requests.clear();

    keeper.verify();

    assertThat(kernel.requests).containsExactly("list addresses #2");
  }

  @Test
  void leftoversAreClearedOnceTheKernelListsThemCompletely() {
    begin(instance("A", VIP));
    requireNonNull(life).holdings(List.of("10.0.0.99/24 dev eth0"));
    die();
    kernel.whole = false;
    begin(instance("A", VIP));
    keeper.clearForgotten();
    kernel.addresses.add(LinkAddress.virtual(ETH0, IpPrefix.of("10.0.0.99/24")));
    keeper.verify();
    assertThat(there()).isEmpty();

    kernel.addresses.add(LinkAddress.virtual(ETH0, IpPrefix.of("10.0.0.98/24")));
    kernel.whole = true;
    keeper.verify();
    assertThat(there()).isEmpty();

    kernel.addresses.add(LinkAddress.virtual(ETH0, IpPrefix.of("10.0.0.97/24")));
    keeper.verify();
    assertThat(there()).as("cleared before").containsExactly("10.0.0.97/24");
  }

  @Test
  void recordSpaceIsReservedForHoldingsAndLeftovers() {
    begin();
    die();
    var record = mock(LifeRecord.class);
    when(record.earlierHoldings()).thenReturn(List.of("10.0.0.99/24 dev eth0"));
    var refusals = new KernelRefusals();
    keeper =
        new AddressKeeper(
            kernel,
            new KernelTables(kernel, refusals),
            refusals,
            record,
            (task, afterMillis) -> {},
            () -> alone,
            (instance, address) -> {},
            () -> nftables,
            FirewallConfig.DEFAULT,
            (group, complete) -> groups.add(group + " " + complete));
    keeper.add(A, instance("A", VIP), mock(Campaign.class));

    keeper.reserve();
    verify(record).reserve(List.of("10.0.0.99/24 dev eth0", "10.0.0.9/24 dev eth0"));

    keeper.follow(Map.of(A, instance("A", OTHER_VIP)));
    verify(record).expect(List.of("10.0.0.99/24 dev eth0", "10.0.0.10/24 dev eth0"));
  }

  @Test
  void aCampaignFollowsAChangedLinger() {
    begin();
    var campaign = mock(Campaign.class);
    var config = TestInstance.named("A").holds(VIP).build();
    keeper.add(A, config, campaign);

    keeper.follow(Map.of(A, TestInstance.named("A").holds(VIP).withoutHandover().build()));

    verify(campaign).follow(any(), eq(List.of()), eq(List.of()));
  }

  private static InstanceConfig announcing(InstanceConfig config, AnnouncementTiming timing) {
    return new InstanceConfig(
        config.name(),
        config.interfaceName(),
        config.virtualRouterId(),
        config.family(),
        config.protocol(),
        config.transport(),
        config.election(),
        config.holdings(),
        config.tracks(),
        timing,
        config.notifications(),
        config.hooks(),
        config.fastFailover(),
        config.addressProbe());
  }

  // ---- Packets that are not accepted ----

  private static InstanceConfig dropping(String name, VirtualAddress... addresses) {
    return TestInstance.named(name).holds(addresses).drops().build();
  }

  /** Records changes of nftables with the addresses that are present at that time. */
  private List<String> watchedNftables() {
    var steps = new ArrayList<String>();
    nftables.watcher = change -> steps.add(change + " with " + there());
    return steps;
  }

  @Test
  void packetsAreDroppedBeforeAnAddressComesAndUntilItIsGone() {
    begin(dropping("A", VIP));
    keeper.clearForgotten();
    var steps = watchedNftables();

    take(A);
    assertThat(there()).containsExactly("10.0.0.9/24");
    letGo(A);

    assertThat(steps)
        .containsExactly("add holdfast 10.0.0.9 with []", "remove holdfast 10.0.0.9 with []");
  }

  @Test
  void packetsToAnAddressOnALinkOfItsOwnAreDroppedWhileTheLinkIsUp() {
    begin(onItsOwnLink(false));
    keeper.prepareLinks(List.of());
    keeper.clearForgotten();
    var steps = new ArrayList<String>();
    nftables.watcher =
        change -> steps.add(change + ", up: " + kernel.link("vrrp.51").orElseThrow().isUp());

    take(A);
    letGo(A);

    linkIs(false);
    assertThat(steps)
        .containsExactly("add holdfast 10.0.0.9, up: true", "remove holdfast 10.0.0.9, up: true");
  }

  @Test
  void anAddressThatTheKernelKeepsIsStillDropped() {
    begin(dropping("A", VIP));
    take(A);
    kernel.kept.add(VIP.prefix());

    keeper.want(A, false);
    assertThat(keeper.settle(A)).isEqualTo(Left.REFUSED);
    assertThat(nftables.addresses("holdfast")).containsExactly("10.0.0.9");

    kernel.kept.clear();
    assertThat(keeper.settle(A)).isEqualTo(Left.NOTHING);
    assertThat(nftables.addresses("holdfast")).isEmpty();
  }

  @Test
  void packetsToTheHostsOwnAddressAreAccepted() {
    kernel.addresses.add(ofTheHost("10.0.0.9/24"));
    begin(dropping("A", VIP, OTHER_VIP));

    take(A);
    assertThat(nftables.addresses("holdfast")).containsExactly("10.0.0.10");
    keeper.verify();
    assertThat(nftables.addresses("holdfast")).containsExactly("10.0.0.10");
  }

  @Test
  void aKernelWithoutNftablesDoesNotKeepAddressesAway() {
    nftables.refusal = Errno.EOPNOTSUPP;
    begin(dropping("A", VIP));

    take(A);
    assertThat(there()).containsExactly("10.0.0.9/24");

    nftables.refusal = null;
    keeper.verify();
    assertThat(nftables.addresses("holdfast")).containsExactly("10.0.0.9");
  }

  @Test
  void aReloadBeginsAndEndsToDropPackets() {
    begin(instance("A", VIP));
    take(A);
    assertThat(nftables.tables).isEmpty();

    keeper.follow(Map.of(A, dropping("A", VIP)));
    assertThat(nftables.addresses("holdfast")).containsExactly("10.0.0.9");

    keeper.follow(Map.of(A, instance("A", VIP)));
    assertThat(nftables.tables).isEmpty();
    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void theTableGoesWithTheLastInstance() {
    begin(dropping("A", VIP));
    take(A);
    letGo(A);
    assertThat(nftables.tables).containsOnlyKeys("holdfast");

    keeper.retire(A);
    keeper.removeIfEmpty(A);
    assertThat(nftables.tables).isEmpty();
  }

  @Test
  void theTableGoesAtTheEndUnlessAnAddressIsStillThere() {
    begin(dropping("A", VIP));
    take(A);

    keeper.removeFirewall();
    assertThat(nftables.addresses("holdfast")).containsExactly("10.0.0.9");

    letGo(A);
    keeper.removeFirewall();
    assertThat(nftables.tables).isEmpty();
  }

  @Test
  void theNextLifeRemovesTheTableOnlyAfterTheAddresses() {
    begin(dropping("A", VIP));
    take(A);
    die();
    begin(dropping("A", VIP));
    var steps = watchedNftables();

    keeper.clearForgotten();
    letGo(A);

    assertThat(steps)
        .containsExactly(
            "replace holdfast 10.0.0.9 with [10.0.0.9/24]", "remove holdfast 10.0.0.9 with []");
    assertThat(there()).isEmpty();
  }

  @Test
  void theNextLifeThatAcceptsPacketsRemovesTheTable() {
    begin(dropping("A", VIP));
    take(A);
    die();
    begin(instance("A", VIP));
    alone = false;

    keeper.clearForgotten();

    assertThat(nftables.tables).isEmpty();
  }

  @Test
  void aFlushedTableIsRestoredSoonAndCounted() {
    begin(dropping("A", VIP));
    take(A);
    planned.clear();
    nftables.tables.clear();

    keeper.nftablesChanged("other");
    assertThat(planned).isEmpty();
    keeper.nftablesChanged("holdfast");
    keeper.nftablesReportsLost();
    assertThat(planned).hasSize(1);
    runPlanned();

    assertThat(nftables.addresses("holdfast")).containsExactly("10.0.0.9");
    assertThat(keeper.book().get(A).restored("drop")).isEqualTo(1);
  }
}
