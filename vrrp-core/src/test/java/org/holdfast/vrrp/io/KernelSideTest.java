package org.holdfast.vrrp.io;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoEventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.holdfast.linux.netlink.NetlinkSubscription.Reception;
import org.holdfast.linux.nftables.NftKernel;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.OperState;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteEvent;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteRemoval;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus.Configured;
import org.holdfast.vrrp.io.InstanceStatus.Counts;
import org.holdfast.vrrp.io.InstanceStatus.ElectionStatus;
import org.holdfast.vrrp.io.InstanceStatus.HistoryStatus;
import org.holdfast.vrrp.io.InstanceStatus.HoldingsStatus;
import org.holdfast.vrrp.io.InstanceStatus.NextTransition;
import org.holdfast.vrrp.io.InstanceStatus.PacketStatus;
import org.holdfast.vrrp.io.InstanceStatus.PriorityStatus;
import org.holdfast.vrrp.io.InstanceStatus.Timeliness;
import org.holdfast.vrrp.io.InstanceStatus.TimerStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both loops are run by the test, over a kernel in memory. */
class KernelSideTest {

  private static final InstanceId VI_1 = new InstanceId("VI_1");
  private static final int ETH0 = 2;
  private static final Tracks NO_TRACKS = new Tracks(true, false, List.of(), List.of());
  private static final VirtualAddress VIP = Configs.address("10.0.0.9/24", "eth0");
  private static final VirtualAddress OTHER_VIP = Configs.address("10.0.0.10/24", "eth0");
  private static final TakeoverTimes.Promotion PROMOTION = new TakeoverTimes.Promotion(0, 0, 0);
  private static final VirtualRoute ROUTE =
      new VirtualRoute(
          VirtualRoute.Type.UNICAST,
          IpPrefix.of("192.0.2.0/24"),
          IpAddress.of("10.0.0.3"),
          null,
          null,
          Route.MAIN,
          0,
          0,
          false);

  @TempDir private Path directory;

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop election = loop();
  private final ManualIoEventLoop loop = loop();
  private final FakeRouteKernel kernel = new FakeRouteKernel();
  private final Ports ports = new Ports();
  private final Behind behind = new Behind();
  private final List<String> lost = new ArrayList<>();
  private LifeRecord life;
  private KernelSide side;
  private HoldingsRequests requests;

  private ManualIoEventLoop loop() {
    return new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  }

  /** A subscription whose notifications come from the test. */
  private static final class News<E> implements KernelPorts.NewsPort<E> {
    final Queue<E> waiting = new ArrayDeque<>();
    boolean overrun;
    @Nullable Runnable readable;

    @Override
    public Reception receive(Consumer<E> consumer) {
      if (overrun) {
        overrun = false;
        return Reception.OVERRUN;
      }
      var next = waiting.poll();
      if (next == null) {
        return Reception.NOTHING;
      }
      consumer.accept(next);
      return Reception.MESSAGES;
    }

    @Override
    public Runnable listen(IoEventLoop loop, Runnable whenReadable) {
      readable = whenReadable;
      return () -> readable = null;
    }
  }

  private final class Ports implements KernelPorts {
    final News<RouteEvent> events = new News<>();
    final News<RouteRemoval> removals = new News<>();
    final News<String> nftablesRemovals = new News<>();
    final FakeNftKernel nftables = new FakeNftKernel();
    boolean alone = true;
    boolean closed;
    boolean eventsClosed;

    @Override
    public RouteKernel kernel() {
      return kernel;
    }

    @Override
    public NewsPort<RouteEvent> events() {
      return events;
    }

    @Override
    public NewsPort<RouteRemoval> removals() {
      return removals;
    }

    @Override
    public NftKernel nftables() {
      return nftables;
    }

    @Override
    public NewsPort<String> nftablesRemovals() {
      return nftablesRemovals;
    }

    @Override
    public boolean isAlone() {
      return alone;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void closeEvents() {
      eventsClosed = true;
    }
  }

  /** A service that is ready when the test completes its answer. */
  private static final class Behind implements Readiness {
    final List<String> calls = new ArrayList<>();
    Runnable gone = () -> {};
    CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);

    @Override
    public CompletableFuture<Void> beforeAddresses(InstanceId instance) {
      calls.add("before " + instance);
      return ready;
    }

    @Override
    public Duration patience(InstanceId instance) {
      calls.add("patience " + instance);
      return Duration.ofMillis(700);
    }

    @Override
    public void haveAddresses(InstanceId instance) {
      calls.add("have " + instance);
    }

    @Override
    public void afterAddresses(InstanceId instance) {
      calls.add("after " + instance);
      gone.run();
    }
  }

  /** A link without a MAC address and without ARP: nothing can be announced on it. */
  private static Link link(int index, String name, int flags) {
    return new Link(
        index,
        name,
        flags,
        OperState.UP,
        1,
        OptionalLong.empty(),
        1500,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  private static final int UP = 0x1 | 0x40 | 0x80;

  private static InstanceConfig instance(VirtualAddress... addresses) {
    return instance("VI_1", Holdings.OnAddressLoss.RESTORE, addresses);
  }

  private static InstanceConfig instance(
      String name, Holdings.OnAddressLoss onLoss, VirtualAddress... addresses) {
    var config = Configs.instance(Family.IPV4, NO_TRACKS, addresses);
    return new InstanceConfig(
        name,
        config.interfaceName(),
        config.virtualRouterId(),
        config.family(),
        config.protocol(),
        config.transport(),
        config.election(),
        new Holdings(List.of(addresses), List.of(), List.of(ROUTE), List.of(), onLoss),
        config.tracks(),
        config.announcements(),
        config.notifications(),
        config.hooks(),
        config.fastFailover(),
        config.addressProbe());
  }

  @BeforeEach
  void begin() {
    begin(instance(VIP));
  }

  private void begin(InstanceConfig config) {
    kernel.links.clear();
    kernel.links.add(link(1, "lo", 0x1 | 0x8 | 0x40));
    kernel.links.add(link(ETH0, "eth0", UP));
    life = LifeRecord.open(directory.resolve("state")).orElseThrow();
    side =
        new KernelSide(
            Map.of(VI_1, config),
            life,
            new Loops(election, loop),
            ports,
            time::nanoTime,
            List.of(behind),
            Links.monitor(List.of(config)),
            (instance, address) -> lost.add(instance + " " + address),
            (group, complete) -> {},
            FirewallConfig.DEFAULT,
            StaticConfig.NONE,
            List.of());
    side.begin();
    run();
    requests = side.requests(VI_1);
  }

  @AfterEach
  void end() {
    life.close();
  }

  private void run() {
    for (int turn = 0; turn < 20; turn++) {
      election.runNow();
      loop.runNow();
    }
  }

  private void pass(long millis) {
    time.advanceMillis(millis);
    run();
  }

  private void master() {
    requests.acquire(PROMOTION);
    run();
  }

  private void report(RouteEvent event) {
    ports.events.waiting.add(event);
    hear(ports.events);
  }

  private void hear(News<?> news) {
    var readable = news.readable;
    assertThat(readable).isNotNull();
    readable.run();
    run();
  }

  private List<String> there() {
    return kernel.addresses.stream().map(one -> one.prefix().toString()).toList();
  }

  /** Runs a task that must not run on a loop, while the test runs both loops. */
  private <T> T offLoop(Callable<T> task) throws Exception {
    var done = new CompletableFuture<T>();
    var thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                done.complete(task.call());
              } catch (Throwable failure) {
                done.completeExceptionally(failure);
              }
            });
    while (!done.isDone()) {
      run();
      Thread.onSpinWait();
    }
    thread.join();
    return done.get();
  }

  // ---- Taking and letting go ----

  @Test
  void aMasterAddsAddressesAndRoutesOnceAllServicesAreReady() {
    behind.ready = new CompletableFuture<>();
    master();
    assertThat(there()).isEmpty();

    behind.ready.complete(null);
    run();

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(kernel.routes).hasSize(1);
    assertThat(behind.calls).containsExactly("before VI_1", "patience VI_1", "have VI_1");
  }

  @Test
  void addressesAreAddedWhenThePatienceEnds() {
    behind.ready = new CompletableFuture<>();
    master();

    pass(699);
    assertThat(there()).isEmpty();
    pass(1);

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void aTakeoverListsNothingBeforeTheAddressesAreThere() {
    kernel.requests.clear();

    master();

    assertThat(kernel.requests).first().isEqualTo("add 1 addresses");
    assertThat(kernel.requests).noneMatch(request -> request.startsWith("list"));
  }

  @Test
  void aRouterThatReleasesLeavesNothingBehind() {
    master();

    requests.release();
    run();

    assertThat(there()).isEmpty();
    assertThat(kernel.routes).isEmpty();
    assertThat(behind.calls).endsWith("after VI_1");
  }

  @Test
  void aRouterThatReleasesBeforeAllIsReadyAddsNothing() {
    behind.ready = new CompletableFuture<>();
    master();
    requests.release();
    run();

    behind.ready.complete(null);
    pass(1_000);

    assertThat(there()).isEmpty();
  }

  @Test
  void probedAddressesAreRemovedWhenTheMasterStopsAdvertising() throws Exception {
    end();
    var probed =
        new VirtualAddress(
            IpPrefix.of("2001:db8::9/64"), "eth0", 0, null, null, null, true, true, true);
    begin(instance(VIP, probed));
    master();

    requests.silence();
    run();

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  // ---- A kernel that does not answer, or refuses ----

  @Test
  void aTakeoverIsRepeatedAfterALostReply() {
    kernel.repliesToLose = 1;
    master();
    assertThat(kernel.routes).isEmpty();

    pass(Settlement.RETRY_MILLIS - 1);
    assertThat(kernel.routes).isEmpty();
    pass(1);

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void aTakeoverIsRepeatedAfterAnError() {
    kernel.failure = new StackOverflowError();
    master();
    assertThat(kernel.routes).isEmpty();

    pass(Settlement.RETRY_MILLIS);

    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void anAddressThatTheKernelWouldNotRemoveIsRemovedLater() throws Exception {
    master();
    kernel.kept.add(VIP.prefix());
    requests.release();
    run();
    side.retire(VI_1);
    run();
    assertThat(there()).containsExactly("10.0.0.9/24");

    kernel.kept.clear();
    pass(Settlement.RETRY_MILLIS);

    assertThat(there()).isEmpty();
    var answer = side.addKernelFacts(Map.of(VI_1, status()));
    run();
    assertThat(answer).isCompletedExceptionally(); // the instance no longer exists
  }

  @Test
  void stoppingWaitsForRetries() throws Exception {
    master();
    kernel.kept.add(VIP.prefix());
    requests.release();
    run();

    var settled =
        CompletableFuture.supplyAsync(() -> {
          try {
            side.settle();
            return true;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    kernel.kept.clear();
    while (!settled.isDone()) {
      pass(Settlement.RETRY_MILLIS);
    }

    assertThat(settled.get()).isTrue();
    assertThat(there()).isEmpty();
  }

  @Test
  void stoppingWaitsForARefusingKernelOnlyForALimitedTime() throws Exception {
    master();
    kernel.kept.add(VIP.prefix());
    requests.release();
    run();
    long before = time.nanoTime();

    var settled =
        CompletableFuture.runAsync(() -> {
          try {
            side.settle();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    while (!settled.isDone()) {
      pass(Settlement.RETRY_MILLIS);
    }
    settled.get();

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(Duration.ofNanos(time.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofMillis(9 * Settlement.RETRY_MILLIS));
  }

  // ---- What the kernel reports ----

  @Test
  void anAddressThatIsRemovedIsPutBackAtOnce() {
    master();
    var gone = kernel.addresses.removeFirst();

    report(new RouteEvent.AddressRemoved(gone));

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void lossOfATrackedAddressIsReported() {
    end();
    begin(instance("VI_1", Holdings.OnAddressLoss.FAILOVER, VIP));
    master();
    var gone = kernel.addresses.removeFirst();

    report(new RouteEvent.AddressRemoved(gone));

    assertThat(lost).containsExactly("VI_1 10.0.0.9/24 dev eth0");
  }

  @Test
  void aRouteThatIsRemovedIsPutBackAtOnce() {
    master();
    var gone = kernel.routes.removeFirst();

    ports.removals.waiting.add(new RouteRemoval.OfRoute(gone.destination(), Route.MAIN));
    hear(ports.removals);

    assertThat(kernel.routes).containsExactly(gone);
  }

  @Test
  void lostRouteNotificationsCauseAListingOfRoutes() {
    master();
    kernel.routes.clear();

    ports.removals.overrun = true;
    hear(ports.removals);

    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void anAddressFollowsItsRecreatedLink() {
    master();
    kernel.addresses.clear();
    kernel.routes.clear();
    kernel.links.removeLast();
    report(new RouteEvent.LinkRemoved(link(ETH0, "eth0", UP)));
    assertThat(there()).isEmpty();

    kernel.links.add(link(7, "eth0", UP));
    report(new RouteEvent.LinkChanged(link(7, "eth0", UP)));

    assertThat(kernel.addresses)
        .singleElement()
        .satisfies(one -> assertThat(one.link()).isEqualTo(7));
    pass(RouteRepairs.SHORTEST_PAUSE_MILLIS);
    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void routesAreRestoredWhenALinkComesUpAgain() {
    master();
    report(new RouteEvent.LinkChanged(link(ETH0, "eth0", UP & ~0x40)));
    pass(1_000);
    kernel.routes.clear(); // as Linux does without a report
    kernel.requests.clear();

    report(new RouteEvent.LinkChanged(link(ETH0, "eth0", UP)));

    assertThat(kernel.routes).hasSize(1);
    assertThat(kernel.requests).noneMatch(request -> request.endsWith("addresses"));
  }

  @Test
  void anUnchangedLinkReportChangesNothing() {
    master();
    kernel.requests.clear();

    report(new RouteEvent.LinkChanged(link(ETH0, "eth0", UP)));

    assertThat(kernel.requests).isEmpty();
  }

  @Test
  void lostNotificationsCauseAListingOfLinksAndAddresses() {
    master();
    kernel.addresses.clear();
    kernel.links.set(1, link(9, "eth0", UP));

    ports.events.overrun = true;
    hear(ports.events);

    assertThat(kernel.addresses)
        .singleElement()
        .satisfies(one -> assertThat(one.link()).isEqualTo(9));
  }

  @Test
  void afterAnInconsistentListLinksAreQueriedByName() {
    master();
    kernel.addresses.clear();
    kernel.links.set(1, link(9, "eth0", UP));
    kernel.whole = false;

    ports.events.overrun = true;
    hear(ports.events);

    assertThat(kernel.addresses)
        .singleElement()
        .satisfies(one -> assertThat(one.link()).isEqualTo(9));
  }

  @Test
  void aKernelLoopThatIsFarBehindComparesEverythingOnce() {
    master();
    var gone = kernel.addresses.getFirst();
    for (int i = 0; i <= KernelFollower.MOST_UNFOLLOWED + KernelNews.AT_ONE_TURN; i++) {
      ports.events.waiting.add(new RouteEvent.AddressRemoved(gone));
    }
    kernel.requests.clear();
    while (!ports.events.waiting.isEmpty()) {
      requireNonNull(ports.events.readable).run(); // the kernel's loop does not run meanwhile
    }
    assertThat(kernel.requests).isEmpty();

    run();
    assertThat(kernel.requests).contains("list links");

    kernel.requests.clear();
    pass(RouteRepairs.LONGEST_PAUSE_MILLIS);
    report(new RouteEvent.AddressRemoved(gone));
    assertThat(kernel.requests).isNotEmpty().noneMatch(request -> request.equals("list links"));
  }

  @Test
  void theKernelIsComparedWithTheWantedStateEveryTenSeconds() {
    master();
    kernel.addresses.clear();
    kernel.routes.clear();

    pass(KernelSide.VERIFY_SECONDS * 1_000 - 1);
    assertThat(there()).isEmpty();
    pass(1);

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void theComparisonContinuesAfterALostReply() {
    master();
    kernel.addresses.clear();
    kernel.repliesToLose = 1;
    pass(KernelSide.VERIFY_SECONDS * 1_000);
    kernel.routes.clear();

    pass(KernelSide.VERIFY_SECONDS * 1_000);

    assertThat(there()).containsExactly("10.0.0.9/24");
    assertThat(kernel.routes).hasSize(1);
  }

  @Test
  void leftoversOfAnEarlierProcessAreRemovedAtTheStart() {
    end();
    kernel.routes.add(Route.via(IpPrefix.of("198.51.100.0/24"), IpAddress.of("10.0.0.3")));

    begin(instance(VIP));

    assertThat(kernel.routes).isEmpty();
  }

  @Test
  void objectsThatAnotherAgentMayHaveAddedStay() {
    end();
    kernel.routes.add(Route.via(IpPrefix.of("198.51.100.0/24"), IpAddress.of("10.0.0.3")));
    ports.alone = false;

    begin(instance(VIP));

    assertThat(kernel.routes).hasSize(1);
  }

  // ---- Another configuration ----

  @Test
  void aMastersAddressesFollowTheConfiguration() {
    master();

    side.follow(Map.of(VI_1, instance(OTHER_VIP)), StaticConfig.NONE);
    run();

    assertThat(there()).containsExactly("10.0.0.10/24");
  }

  @Test
  void anAddedInstanceAddsItsAddressesAndIsRemovedCompletely() {
    var id = new InstanceId("VI_2");
    side.appear(id, instance("VI_2", Holdings.OnAddressLoss.RESTORE, OTHER_VIP));
    var second = side.requests(id);
    second.acquire(PROMOTION);
    run();
    assertThat(there()).containsExactly("10.0.0.10/24");

    second.release();
    side.retire(id);
    run();

    assertThat(there()).isEmpty();
  }

  // ---- Status, and the end ----

  private static InstanceStatus status() {
    return InstanceStatus.of(
        new Configured("VI_1", "eth0", 51, 3, "IPV4", null),
        new ElectionStatus(
            VrrpState.MASTER,
            false,
            "",
            1,
            "master_silent",
            "no advert had come",
            "it hears no other master",
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

  // ---- Thousands of addresses ----

  private static VirtualAddress[] thousand() {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> Configs.address("10.1.%d.%d/32".formatted(i / 250, i % 250 + 1), "eth0"))
        .toArray(VirtualAddress[]::new);
  }

  @Test
  void anotherInstancesTakeoverDoesNotWaitForThousandsOfAddresses() {
    var other = new InstanceId("VI_2");
    requests.release();
    side.follow(Map.of(VI_1, instance(thousand())), StaticConfig.NONE);
    side.appear(other, instance("VI_2", Holdings.OnAddressLoss.RESTORE, OTHER_VIP));
    run();
    kernel.requests.clear();
    behind.calls.clear();

    requests.acquire(PROMOTION);
    side.requests(other).acquire(PROMOTION);
    run();

    assertThat(kernel.requests.stream().filter(request -> request.startsWith("add ")))
        .startsWith("add 64 addresses", "add 1 addresses", "add 1 routes", "add 64 addresses");
    assertThat(there()).hasSize(1_001);
    assertThat(behind.calls)
        .containsExactly("before VI_1", "before VI_2", "have VI_2", "have VI_1");
  }

  @Test
  void theServicesAreNeededUntilTheLastOfThousandsOfAddressesIsGone() throws Exception {
    side.follow(Map.of(VI_1, instance(thousand())), StaticConfig.NONE);
    master();
    behind.calls.clear();
    behind.gone = () -> assertThat(there()).isEmpty();

    requests.release();
    offLoop(() -> {
      side.catchUp();
      return true;
    });

    assertThat(there()).isEmpty();
    assertThat(behind.calls).containsExactly("after VI_1");
  }

  @Test
  void theEndOfTheAgentWaitsForTheRemovalOfThousandsOfAddresses() throws Exception {
    side.follow(Map.of(VI_1, instance(thousand())), StaticConfig.NONE);
    master();
    assertThat(there()).hasSize(1_000);

    requests.release();
    offLoop(() -> {
      side.settle();
      return true;
    });

    assertThat(there()).isEmpty();
  }

  @Test
  void aStatusReportPutsTheKernelsFactsBesideABelief() throws Exception {
    master();

    var answer = side.addKernelFacts(Map.of(VI_1, status()));
    run();

    assertThat(answer.get(0, TimeUnit.SECONDS))
        .singleElement()
        .satisfies(status -> {
          assertThat(status.addresses())
              .singleElement()
              .satisfies(one -> assertThat(one.found()).isTrue());
          assertThat(status.objects())
              .singleElement()
              .satisfies(one -> assertThat(one.found()).isTrue());
          assertThat(status.timeliness().takeover()).isNotNull();
        });
  }

  @Test
  void theListingRunsOnTheKernelLoop() throws Exception {
    var snapshot = offLoop(() -> side.snapshot(new Interest(Set.of("eth0"), Set.of())));

    assertThat(snapshot.links()).extracting(Link::name).containsExactly("eth0");
  }

  @Test
  void catchingUpWaitsForEarlierRequests() throws Exception {
    requests.acquire(PROMOTION);

    offLoop(() -> {
      side.catchUp();
      return true;
    });

    assertThat(there()).containsExactly("10.0.0.9/24");
  }

  @Test
  void closingEndsAllSubscriptionsAndSockets() throws Exception {
    side.stopListening();
    assertThat(ports.events.readable).isNull();
    side.stopListening();

    offLoop(() -> {
      side.close();
      return true;
    });

    assertThat(ports.removals.readable).isNull();
    assertThat(ports.closed).isTrue();
    assertThat(ports.eventsClosed).isTrue();
  }
}
