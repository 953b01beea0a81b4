package org.holdfast.agent.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.status.OrderAnswer;
import org.holdfast.health.Intervention;
import org.holdfast.health.PoolView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderServiceTest {

  static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

  private static final String CONFIGURATION =
      """
      vrrp:
        instances:
          VI_1: {interface: lo, virtual-router-id: 51, addresses: [10.9.0.100/24]}
          VI_2: {interface: lo, virtual-router-id: 52, addresses: [10.9.0.101/24]}
          VI_3: {interface: lo, virtual-router-id: 53, addresses: [10.9.0.102/24]}
        sync-groups:
          VG_1: {instances: [VI_1, VI_2]}
      """;

  @TempDir Path directory;

  private final Obedient obedient = new Obedient();
  private final Events events = new Events(NOON);

  /** Carries out its orders and records them. */
  static final class Obedient implements OrderTargets {
    private final List<String> did = new CopyOnWriteArrayList<>();
    private volatile Map<String, String> steppedDown = Map.of();
    private final AtomicReference<@Nullable PoolView> pool = new AtomicReference<>();
    private volatile @Nullable PoolView poolAfter;
    private volatile CompletableFuture<Void> hooks = CompletableFuture.completedFuture(null);

    /** Returns the instances that are stepped down now, each with its order in words. */
    Map<String, String> steppedDown() {
      return steppedDown;
    }

    @Override
    public CompletableFuture<Void> beforeRelease(List<String> instances) {
      did.add("before release of " + instances);
      return hooks;
    }

    @Override
    public CompletableFuture<Void> stepDown(Map<String, String> words) {
      steppedDown = words;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> intervene(
        String service, String server, Intervention intervention) {
      did.add(service + " " + server + " " + intervention);
      pool.set(poolAfter);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Optional<PoolView>> view(String service) {
      return CompletableFuture.completedFuture(Optional.ofNullable(pool.get()));
    }

    @Override
    public CompletableFuture<Optional<PoolView>> foresee(
        String service, String server, Intervention intervention) {
      return CompletableFuture.completedFuture(Optional.ofNullable(poolAfter));
    }

    @Override
    public CompletableFuture<Void> drained(String service, String server) {
      did.add(service + " " + server + " drained");
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<OptionalLong> connections(String service, String server) {
      return CompletableFuture.completedFuture(OptionalLong.of(2));
    }
  }

  private OrderService desk(OrderFile file) {
    try {
      var path = Files.writeString(directory.resolve("holdfast.yaml"), CONFIGURATION);
      var config = ConfigFile.load(path).config();
      return new OrderService(
          OrderBook.EMPTY, file, config, obedient, events, NOON, () -> 1_000_000_000L);
    } catch (IOException | ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private OrderFile file() {
    return OrderFile.at(directory.resolve("orders"));
  }

  private static Order stepDown(String instance, Instant now) {
    return new Order(new OrderAction.StepDown(instance), "root", "update", now, Optional.empty());
  }

  @Test
  void aSyncGroupStepsDownAsOneAndAnyMemberTakesItBack() {
    try (var desk = desk(file())) {
      var answer = desk.give(now -> stepDown("VI_1", now), List.of("VI_1", "VI_2"), false).join();
      assertThat(answer.words()).isEqualTo("VI_1 is stepped down by root: update");
      assertThat(obedient.steppedDown).containsOnlyKeys("VI_1", "VI_2");
      assertThat(file().read().orders()).hasSize(1);

      var back = desk.takeBack(List.of("VI_1", "VI_2"), () -> "ops", "nothing").join();
      assertThat(back.orders()).isEmpty();
      assertThat(obedient.steppedDown).isEmpty();
      assertThat(events.after(0))
          .extracting(AgentEvent::kind)
          .containsExactly("order-given", "order-ended");
    }
  }

  @Test
  void ordersFollowRenamedTargets() throws Exception {
    var before = config(SERVED.formatted("VI_3", "web"));
    try (var desk =
        new OrderService(
            OrderBook.EMPTY, file(), before, obedient, events, NOON, () -> 1_000_000_000L)) {
      desk.give(now -> stepDown("VI_3", now), List.of("VI_3"), false).join();
      var weight = new OrderAction.Weight("web", "10.1.0.1:80", 7);
      desk.give(
              now -> new Order(weight, "root", "", now, Optional.empty()),
              List.of(weight.target()),
              false)
          .join();

      desk.follow(config(SERVED.formatted("VI_9", "www")));

      assertThatThrownBy(() -> desk.takeBack(List.of("VI_3"), () -> "ops", "nothing").join())
          .hasMessageContaining("nothing");
      assertThat(obedient.steppedDown).containsOnlyKeys("VI_9");
      assertThat(obedient.did).last().asString().startsWith("www 10.1.0.1:80 Weight");
      assertThat(file().read().orders())
          .extracting(Order::target)
          .containsExactly("VI_9", "www/10.1.0.1:80");
      assertThat(events.after(0)).extracting(AgentEvent::kind).contains("order-renamed");

      desk.takeBack(List.of("VI_9"), () -> "ops", "nothing").join();
      assertThat(obedient.steppedDown).isEmpty();
    }
  }

  @Test
  void anOrderThatWouldCostTheQuorumIsRefusedUntilItIsForced() throws Exception {
    var running = config(SERVED.formatted("VI_3", "web"));
    obedient.pool.set(pool(true, 1, 0));
    obedient.poolAfter = pool(false, 0, PoolView.NO_TIER);
    try (var desk =
        new OrderService(
            OrderBook.EMPTY, file(), running, obedient, events, NOON, () -> 1_000_000_000L)) {
      var drain = new OrderAction.Drain("web", "10.1.0.1:80", NOON.instant().plusSeconds(60));
      assertThatThrownBy(() -> given(desk, drain, false))
          .cause()
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused -> assertThat(refused.status()).isEqualTo(RefusedException.NEEDS_FORCE))
          .hasMessage(
              "this order takes web below its quorum: the servers that are up then weigh 0"
                  + " together, and the quorum is 1; the sorry server serves, and all other servers"
                  + " leave the table with their open connections; nothing was ordered");
      assertThat(obedient.did).isEmpty();
      assertThat(desk.orders().orders()).isEmpty();
      assertThat(events.after(0)).isEmpty();

      assertThat(given(desk, drain).warning())
          .isEqualTo(
              "this order takes web below its quorum: the servers that are up then weigh 0"
                  + " together, and the quorum is 1; the sorry server serves, and all other servers"
                  + " leave the table with their open connections");
      var weight = new OrderAction.Weight("web", "10.1.0.1:80", 0);
      assertThat(given(desk, weight, false).warning()).as("lost before the order").isEmpty();
    }
  }

  @Test
  void anOrderThatLeavesTheQuorumWarnsOfNothing() throws Exception {
    var running = config(SERVED.formatted("VI_3", "web"));
    obedient.pool.set(pool(true, 3, 0));
    obedient.poolAfter = pool(true, 2, 0);
    try (var desk =
        new OrderService(
            OrderBook.EMPTY, file(), running, obedient, events, NOON, () -> 1_000_000_000L)) {
      assertThat(given(desk, new OrderAction.Weight("web", "10.1.0.1:80", 0), false).warning())
          .isEmpty();
    }
  }

  @Test
  void aRefusedOrderLeavesTheEarlierOneAsItWas() throws Exception {
    var running = config(SERVED.formatted("VI_3", "web"));
    obedient.pool.set(pool(true, 1, 0));
    obedient.poolAfter = pool(true, 1, 0);
    try (var desk =
        new OrderService(
            OrderBook.EMPTY, file(), running, obedient, events, NOON, () -> 1_000_000_000L)) {
      given(
          desk, new OrderAction.Drain("web", "10.1.0.1:80", NOON.instant().plusSeconds(60)), false);
      var earlier = desk.interventions();
      obedient.poolAfter = pool(false, 0, 0);
      assertThatThrownBy(() ->
              given(
                  desk,
                  new OrderAction.Drain("web", "10.1.0.1:80", NOON.instant().plusSeconds(900)),
                  false))
          .hasMessageContaining("there is no sorry server, so no server gets new connections");
      assertThat(desk.interventions()).isEqualTo(earlier);
    }
  }

  @Test
  void saysWhatServesWithoutAQuorum() {
    assertThat(loss(pool(true, 3, 0), pool(false, 1, 0), 2))
        .endsWith("; there is no sorry server, so the servers that are up serve on");
    assertThat(loss(pool(false, 1, 0), pool(false, 0, 0), 2))
        .isEqualTo(
            "this order leaves web, which has lost its quorum, without a server for new"
                + " connections");
    assertThat(loss(pool(false, 1, PoolView.NO_TIER), pool(false, 0, PoolView.NO_TIER), 2))
        .as("only the sorry server serves")
        .isEmpty();
  }

  private static String loss(PoolView before, PoolView after, int quorum) {
    return QuorumLoss.between(Optional.of(before), Optional.of(after), quorum)
        .map(QuorumLoss::words)
        .orElse("");
  }

  private static PoolView pool(boolean quorum, long sum, int tier) {
    return new PoolView("web", quorum, sum, tier, List.of(), null, 0);
  }

  private static OrderAnswer given(OrderService desk, OrderAction action) {
    return given(desk, action, true);
  }

  private static OrderAnswer given(OrderService desk, OrderAction action, boolean force) {
    return desk.give(
            now -> new Order(action, "root", "", now, Optional.empty()),
            List.of(action.target()),
            force)
        .join();
  }

  private static final String SERVED =
      """
      vrrp:
        instances:
          %s: {interface: lo, virtual-router-id: 53, addresses: [10.9.0.102/24]}
      virtual-servers:
        %s: {address: "10.9.0.102:80", real-servers: [10.1.0.1], forwarding: nat, check: {tcp: {}}}
      """;

  private AgentConfig config(String yaml) throws IOException, ConfigException {
    return ConfigFile.load(Files.writeString(directory.resolve("served.yaml"), yaml)).config();
  }

  @Test
  void noInstanceStepsDownBeforeTheHooksHaveRun() {
    obedient.hooks = new CompletableFuture<>();
    try (var desk = desk(file())) {
      var answer = desk.give(now -> stepDown("VI_1", now), List.of("VI_1", "VI_2"), false);
      Awaitility.await("hooks")
          .untilAsserted(
              () -> assertThat(obedient.did).containsExactly("before release of [VI_1, VI_2]"));
      assertThat(obedient.steppedDown).isEmpty();
      assertThat(answer).isNotDone();

      obedient.hooks.complete(null);
      answer.join();
      assertThat(obedient.steppedDown).containsOnlyKeys("VI_1", "VI_2");
    }
  }

  @Test
  void refusesToTakeBackWhatWasNeverOrdered() {
    try (var desk = desk(file())) {
      assertThatThrownBy(() -> desk.takeBack(List.of("VI_3"), () -> "ops", "nothing").join())
          .cause()
          .isInstanceOf(RefusedException.class)
          .hasMessage("nothing");
    }
  }

  @Test
  void anOrderThatCannotBeSavedAppliesAnyway() throws IOException {
    var noDirectory = Files.createFile(directory.resolve("file"));
    try (var desk = desk(OrderFile.at(noDirectory.resolve("orders")))) {
      var answer = desk.give(now -> stepDown("VI_3", now), List.of(), false).join();
      assertThat(answer.warning()).startsWith("it will not outlive the agent");
      assertThat(obedient.steppedDown).containsOnlyKeys("VI_3");
    }
  }

  @Test
  void aDrainBecomesAnInterventionWithAMonotonicDeadline() {
    try (var desk = desk(file())) {
      var answer =
          desk.give(
                  now ->
                      new Order(
                          new OrderAction.Drain("web", "a", now.plus(Duration.ofSeconds(60))),
                          "root",
                          "",
                          now,
                          Optional.empty()),
                  List.of(),
                  false)
              .join();
      assertThat(obedient.did).containsExactly("web a " + new Intervention.Drain(61_000_000_000L));
      assertThat(answer.orders()).hasSize(1);
      assertThat(desk.ofServers()).containsOnlyKeys("web/a");
      assertThat(desk.ofServers().get("web/a")).startsWith("being drained by root");
    }
  }

  @Test
  void aDeadlineBeyondTheClocksRangeIsAYearAway() {
    try (var desk = desk(file())) {
      desk.give(
              now ->
                  new Order(
                      new OrderAction.Drain("web", "a", Instant.parse("9999-12-31T00:00:00Z")),
                      "root",
                      "",
                      now,
                      Optional.empty()),
              List.of(),
              false)
          .join();
      assertThat(obedient.did)
          .containsExactly(
              "web a " + new Intervention.Drain(1_000_000_000L + Duration.ofDays(366).toNanos()));
    }
  }

  @Test
  void anOrderThatHasExpiredAtTheStartNoLongerApplies() {
    var over =
        new Order(
            new OrderAction.StepDown("VI_1"),
            "root",
            "",
            NOON.instant(),
            Optional.of(NOON.instant()));
    assertThat(OrderBook.EMPTY.with(over).holding(NOON.instant())).isEqualTo(OrderBook.EMPTY);
  }
}
