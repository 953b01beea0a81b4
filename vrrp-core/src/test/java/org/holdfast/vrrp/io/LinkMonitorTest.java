package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.holdfast.linux.Device;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.CarrierSource;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.LinkConfig;
import org.holdfast.vrrp.LinksConfig;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.junit.jupiter.api.Test;

class LinkMonitorTest {

  private static final Tracks OWN_LINK = new Tracks(true, false, List.of(), List.of());
  private static final Link ETH0 = Links.up(2, "eth0");
  private static final Link ETH1 = Links.up(3, "eth1");
  private static final Link OTHER = Links.up(9, "kube-ipvs0");
  private static final LinkAddress OWN = Links.address(2, "10.0.0.1/24");

  /** Records the events that it receives. */
  private static class Listener implements MonitoredInstance, MonitoredInstance.Port {
    private final InstanceConfig config;
    private final List<String> heard = new ArrayList<>();
    private long harmlessSilenceNanos = Long.MAX_VALUE;
    private int opened;
    private boolean open;
    private IpAddress source = IpAddress.ANY_V4;

    Listener(InstanceConfig config) {
      this.config = config;
    }

    List<String> takeHeard() {
      var copy = List.copyOf(heard);
      heard.clear();
      return copy;
    }

    @Override
    public InstanceConfig config() {
      return config;
    }

    @Override
    public MonitoredInstance.Port port() {
      return this;
    }

    @Override
    public List<String> requiredLinks() {
      return new TrackBook(config, 0).requiredLinks();
    }

    @Override
    public List<String> weighedLinks() {
      return new TrackBook(config, 0).weighedLinks();
    }

    @Override
    public List<FaultReason> undecidedTracks() {
      return List.of();
    }

    @Override
    public long harmlessSilenceNanos() {
      return harmlessSilenceNanos;
    }

    @Override
    public void on(Event event) {
      switch (event) {
        case Event.FaultRaised(FaultReason reason) -> heard.add("raised " + reason.text());
        case Event.FaultCleared(FaultReason reason) -> heard.add("cleared " + reason.text());
        default -> throw new IllegalStateException("unexpected " + event);
      }
    }

    @Override
    public void trackReported(TrackKind kind, String trackName, TrackVerdict verdict) {
      heard.add(trackName + " " + verdict.words());
    }

    @Override
    public void sourceIs(IpAddress address) {
      source = address;
    }

    @Override
    public AdvertInbox inbox() {
      return (parsed, claimedSource, packet) -> {};
    }

    @Override
    public void open(Device device, IpAddress address, AdvertInbox inbox) {
      opened++;
      open = true;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }

  private final List<String> rejoined = new ArrayList<>();
  private final List<Long> alarms = new ArrayList<>();
  private LinksConfig settings = LinksConfig.DEFAULT;
  private long now = 1_000;
  private boolean groupsCanBeJoined = true;

  private boolean rejoin(int link, Family family) {
    rejoined.add(link + " " + family);
    return groupsCanBeJoined;
  }

  private LinkMonitor around(List<Listener> instances, Link... links) {
    var monitor =
        new LinkMonitor(
            instances.stream().map(Listener::config).toList(),
            this::rejoin,
            settings,
            () -> now,
            instant -> alarms.add(instant));
    instances.forEach(instance -> monitor.add(instance));
    monitor.begin(new LinkSnapshot(monitor.interest(), List.of(links), List.of(OWN), true));
    instances.forEach(monitor::faultsAtStart);
    instances.forEach(instance -> instance.opened = 0);
    return monitor;
  }

  private static Listener onEth0() {
    return new Listener(
        Configs.instance(Family.IPV4, OWN_LINK, Configs.address("10.0.0.9/24", "eth0")));
  }

  private static List<RouteEvent> added(int link, int count) {
    return IntStream.range(0, count)
        .<RouteEvent>mapToObj(i ->
            new RouteEvent.AddressChanged(
                Links.address(link, "10.1." + i / 256 + "." + i % 256 + "/32")))
        .toList();
  }

  @Test
  void addressesOfOtherLinksAreIgnored() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    var news = monitor.take(added(OTHER.index(), 1000));

    assertThat(instance.heard).isEmpty();
    assertThat(instance.opened).isZero();
    assertThat(news.addressed()).isEmpty();
    assertThat(news.forKernel()).isEmpty();
  }

  @Test
  void addressesThatChangeNoSourceRefreshNoInstance() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.take(added(ETH0.index(), 1000));

    assertThat(instance.heard).isEmpty();
    assertThat(instance.opened).isZero();
  }

  @Test
  void aMovedSourceRefreshesTheInstancesOfItsLinkOncePerBatch() {
    var here = onEth0();
    var there =
        new Listener(
            Configs.instanceOn(
                "eth1", Family.IPV4, OWN_LINK, Configs.address("10.0.1.9/24", "eth1")));
    var monitor = around(List.of(here, there), ETH0, ETH1);
    var batch = new ArrayList<RouteEvent>(added(ETH0.index(), 50));
    batch.add(new RouteEvent.AddressRemoved(OWN));

    monitor.take(batch);

    assertThat(here.opened).isEqualTo(1);
    assertThat(here.source).isEqualTo(IpAddress.of("10.1.0.0"));
    assertThat(there.opened).isZero();
    assertThat(there.heard).isEmpty();
  }

  @Test
  void onlyEventsOfVirtualAddressesReachTheKernelLoop() {
    var monitor = around(List.of(onEth0()), ETH0);
    var vip = LinkAddress.virtual(2, IpPrefix.of("10.0.0.9/24"));
    var foreign = Links.address(2, "10.0.0.77/24");
    monitor.take(
        List.of(new RouteEvent.AddressChanged(vip), new RouteEvent.AddressChanged(foreign)));

    var news =
        monitor.take(
            List.of(new RouteEvent.AddressRemoved(foreign), new RouteEvent.AddressRemoved(vip)));

    assertThat(news.forKernel()).containsExactly(new RouteEvent.AddressRemoved(vip));
  }

  @Test
  void aLinkThatGoesDownAndUpInOneBatchIsReportedAsBoth() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.take(
        List.of(
            new RouteEvent.LinkChanged(Links.link(2, "eth0", Links.UP)),
            new RouteEvent.LinkChanged(ETH0)));

    assertThat(instance.heard.getFirst()).isEqualTo("raised interface eth0 down");
    assertThat(instance.heard).contains("cleared interface eth0 down");
  }

  @Test
  void anUnchangedLinkReportCausesNoEvent() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.take(List.of(new RouteEvent.LinkChanged(ETH0)));

    assertThat(instance.heard).isEmpty();
  }

  @Test
  void aMissingLinkIsAFaultUntilItExists() {
    var instance = onEth0();
    var monitor = around(List.of(instance));
    assertThat(monitor.faultsAtStart(instance))
        .contains(
            new FaultReason.InterfaceMissing("eth0"), new FaultReason.NoSourceAddress("eth0"));

    var news =
        monitor.take(List.of(new RouteEvent.LinkChanged(ETH0), new RouteEvent.AddressChanged(OWN)));

    assertThat(news.needsListing()).as("it may have had addresses before its name").isTrue();
    assertThat(instance.heard)
        .contains("cleared interface eth0 missing", "cleared no source address on eth0");
    assertThat(instance.open).isTrue();
  }

  @Test
  void anInstancesLinkMustExistEvenIfItNeedNotBeUp() {
    var untracked = new Tracks(false, false, List.of(), List.of());
    var source = IpAddress.of("10.0.0.5");
    var transport = new Transport.Multicast(Transport.defaultGroup(Family.IPV4), source);
    var instance = new Listener(Configs.instance(Family.IPV4, transport, untracked));
    var monitor = around(List.of(instance));

    assertThat(monitor.faultsAtStart(instance))
        .containsExactly(new FaultReason.InterfaceMissing("eth0"));
  }

  @Test
  void anUnreportedRemovalIsFoundByAListing() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    var begun = monitor.snapshotBegins();
    monitor.take(new LinkSnapshot(monitor.interest(), List.of(ETH0), List.of(), true), begun, true);

    assertThat(instance.heard).contains("raised no source address on eth0");
  }

  @Test
  void anIncompleteListingRemovesNothing() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    var begun = monitor.snapshotBegins();
    monitor.take(
        new LinkSnapshot(monitor.interest(), List.of(ETH0), List.of(), false), begun, true);

    assertThat(instance.heard).noneMatch(word -> word.startsWith("raised"));
  }

  @Test
  void eventsDuringAListingAreNewerThanItsResult() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    var begun = monitor.snapshotBegins();
    var snapshot = new LinkSnapshot(monitor.interest(), List.of(ETH0), List.of(OWN), true);
    monitor.take(List.of(new RouteEvent.AddressRemoved(OWN)));
    assertThat(instance.takeHeard()).contains("raised no source address on eth0");
    monitor.take(snapshot, begun, true);

    assertThat(instance.heard).contains("raised no source address on eth0");
  }

  @Test
  void groupsAreRejoinedWhenALinksMtuIsRestored() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.take(List.of(new RouteEvent.LinkChanged(mtu(1000))));
    assertThat(rejoined).isEmpty();
    monitor.take(List.of(new RouteEvent.LinkChanged(mtu(1500))));
    assertThat(rejoined).containsExactly("2 IPV6");

    monitor.take(
        List.of(new RouteEvent.LinkChanged(mtu(60)), new RouteEvent.LinkChanged(mtu(1500))));
    assertThat(rejoined).containsExactlyInAnyOrder("2 IPV6", "2 IPV4", "2 IPV6");
  }

  @Test
  void anInstanceIsAtFaultUntilItsMulticastGroupIsJoined() {
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);
    groupsCanBeJoined = false;

    monitor.take(
        List.of(new RouteEvent.LinkChanged(mtu(60)), new RouteEvent.LinkChanged(mtu(1500))));
    assertThat(instance.takeHeard()).contains("raised no sockets on eth0");

    groupsCanBeJoined = true;
    monitor.openWhatFailed();
    assertThat(instance.heard).contains("cleared no sockets on eth0");
  }

  @Test
  void groupsAreRejoinedAfterLostNotifications() {
    var monitor = around(List.of(onEth0()), ETH0);

    var begun = monitor.snapshotBegins();
    monitor.take(
        new LinkSnapshot(monitor.interest(), List.of(ETH0), List.of(OWN), true), begun, true);

    assertThat(rejoined).containsExactlyInAnyOrder("2 IPV4", "2 IPV6");
  }

  @Test
  void linksOfANewConfigurationAreKeptAndUnusedOnesForgotten() {
    var monitor = around(List.of(onEth0()), ETH0);
    var next =
        Configs.instanceOn("eth1", Family.IPV4, OWN_LINK, Configs.address("10.0.1.9/24", "eth1"));

    assertThat(monitor.prepareFor(List.of(next), StaticConfig.NONE)).isTrue();
    assertThat(monitor.interest().links()).isEqualTo(Set.of("eth0", "eth1"));
    assertThat(monitor.prepareFor(List.of(next), StaticConfig.NONE)).isFalse();
  }

  private static Link mtu(int mtu) {
    return Links.link(2, "eth0", Links.UP | Links.RUNNING, mtu);
  }

  // ---- Delays and carriers ----

  private static RouteEvent turned(boolean up) {
    return new RouteEvent.LinkChanged(up ? ETH0 : Links.down(2, "eth0"));
  }

  private void delayed(long downMillis, long upMillis) {
    var delays =
        new LinkConfig(
            Duration.ofMillis(downMillis), Duration.ofMillis(upMillis), CarrierSource.KERNEL);
    settings = new LinksConfig(CarrierSource.KERNEL, Map.of("eth0", delays));
  }

  private void pass(LinkMonitor monitor, long millis) {
    now += millis * 1_000_000;
    monitor.delaysEnd();
  }

  @Test
  void aLinkThatIsDownForLessThanItsDelayIsNoFault() {
    delayed(500, 0);
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.take(List.of(turned(false)));
    pass(monitor, 499);
    monitor.take(List.of(turned(true)));
    pass(monitor, 1000);

    assertThat(alarms).contains(1_000L + 500_000_000);
    assertThat(instance.heard).noneMatch(heard -> heard.startsWith("raised"));
  }

  @Test
  void aLinkThatStaysDownIsAFaultAfterItsDelay() {
    delayed(500, 200);
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.take(List.of(turned(false)));
    instance.takeHeard();
    pass(monitor, 500);
    assertThat(instance.takeHeard()).contains("raised interface eth0 down");

    monitor.take(List.of(turned(true)));
    assertThat(instance.takeHeard()).contains("raised interface eth0 down");
    pass(monitor, 200);
    assertThat(instance.takeHeard()).contains("cleared interface eth0 down");
  }

  @Test
  void anOutageBetweenTwoReportsCountsOnlyWithoutADelay() {
    delayed(500, 0);
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.take(List.of(turned(false), turned(true)));
    assertThat(instance.takeHeard()).noneMatch(heard -> heard.startsWith("raised"));

    delayed(0, 500);
    monitor.linksAre(settings);
    monitor.take(List.of(turned(false), turned(true)));
    assertThat(instance.takeHeard()).contains("raised interface eth0 down");
    pass(monitor, 500);
    assertThat(instance.takeHeard()).contains("cleared interface eth0 down");
  }

  @Test
  void theDelayIsShortEnoughThatNoInstanceTakesOverMeanwhile() {
    delayed(5_000, 0);
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);
    instance.harmlessSilenceNanos = 2_000_000_000L;

    monitor.take(List.of(turned(false)));
    pass(monitor, 2_000);

    assertThat(instance.takeHeard()).contains("raised interface eth0 down");
  }

  @Test
  void aLinkThatVanishesIsMissingAtOnce() {
    delayed(5_000, 5_000);
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.take(List.of(new RouteEvent.LinkRemoved(ETH0)));
    assertThat(instance.takeHeard()).contains("raised interface eth0 missing");

    monitor.take(List.of(turned(true)));
    assertThat(instance.takeHeard())
        .contains("cleared interface eth0 missing", "cleared interface eth0 down");
  }

  @Test
  void delaysThatAreRemovedEndAtOnce() {
    delayed(5_000, 0);
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);
    monitor.take(List.of(turned(false)));
    instance.takeHeard();

    monitor.linksAre(LinksConfig.DEFAULT);

    assertThat(instance.takeHeard()).contains("raised interface eth0 down");
  }

  @Test
  void theQueriedCarrierTakesTheKernelsPlace() {
    settings = new LinksConfig(CarrierSource.ETHTOOL, Map.of());
    var instance = onEth0();
    var monitor = around(List.of(instance), ETH0);

    monitor.carriersAre(Map.of("eth0", false));
    assertThat(instance.takeHeard()).contains("raised interface eth0 down");

    monitor.carriersAre(Map.of("eth0", false));
    assertThat(instance.takeHeard()).isEmpty();

    monitor.carriersAre(Map.of("eth0", true));
    assertThat(instance.takeHeard()).contains("cleared interface eth0 down");
  }
}
