package org.holdfast.health.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.IoEventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckTiming;
import org.holdfast.health.Failure;
import org.holdfast.health.Intervention;
import org.holdfast.health.PoolChange;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.PoolView;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.probe.ProbeRun;
import org.junit.jupiter.api.Test;

/** Pools of servers with one check each: a BFD session whose state the test reports. */
class PoolServiceTest {

  private static final CheckTiming TIMING =
      new CheckTiming(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          0,
          Duration.ofSeconds(1),
          1,
          null,
          Duration.ZERO,
          0);

  private final MockTicker time = Ticker.newMockTicker();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
  private final CheckEngine engine =
      new CheckEngine(
          List.of(loop),
          new Probers(
              PoolServiceTest::none,
              PoolServiceTest::none,
              PoolServiceTest::none,
              PoolServiceTest::none,
              PoolServiceTest::none,
              PoolServiceTest::none,
              PoolServiceTest::none,
              PoolServiceTest::none),
          time::nanoTime,
          () -> 0);
  private final List<News> heard = new ArrayList<>();

  private record News(List<PoolChange> changes, PoolView view) {}

  @Test
  void reportsEveryPoolAtTheStart() {
    try (var _ = start(pool("web", Duration.ZERO, "a", "b"), pool("mail", Duration.ZERO, "c"))) {
      assertThat(heard).extracting(news -> news.view().name()).containsExactly("web", "mail");
      assertThat(heard).extracting(News::changes).containsExactly(gained(200), gained(100));
    }
  }

  @Test
  void reportsTheFirstViewsOfManyPoolsInGroups() {
    var sizes = new ArrayList<Integer>();
    PoolListener listener =
        new PoolListener() {
          @Override
          public void changed(List<PoolChange> changes, PoolView view) {
            heard.add(new News(changes, view));
          }

          @Override
          public void together(Runnable calls) {
            int before = heard.size();
            calls.run();
            sizes.add(heard.size() - before);
          }
        };
    var pools =
        IntStream.range(0, 100).mapToObj(i -> pool("pool" + i, Duration.ZERO, "a")).toList();
    try (var service = new PoolService(pools, engine, loop, time::nanoTime, listener)) {
      settle();
      assertThat(heard).hasSize(100);
      assertThat(sizes).containsExactly(64, 36);

      var _ = service.reload(List.of(), Set.of(), listener);
      settle();
      var _ = service.reload(pools, Set.of(), listener);
      settle();
      assertThat(sizes).containsExactly(64, 36, 0, 100);
    }
  }

  private static List<PoolChange> gained(long sum) {
    return List.of(new PoolChange.QuorumGained(1, 0, sum, true));
  }

  @Test
  void reportsSimultaneousChangesTogether() {
    try (var _ = start(pool("web", Duration.ZERO, "a", "b", "c"))) {
      heard.clear();
      down("a");
      down("b");
      settle();
      assertThat(heard).hasSize(1);
      assertThat(heard.getFirst().changes())
          .filteredOn(PoolChange.ServerDown.class::isInstance)
          .hasSize(2);
      assertThat(heard.getFirst().view().servers())
          .extracting(PoolView.Server::up)
          .containsExactly(false, false, true);
    }
  }

  @Test
  void raisesAWeightWithTime() {
    try (var _ = start(pool("web", Duration.ofSeconds(10), "a", "b"))) {
      down("a");
      settle();
      up("a");
      settle();
      int atFirst = weight(heard.getLast());
      for (int second = 0; second < 11; second++) {
        time.advanceMillis(1000);
        settle();
      }
      assertThat(atFirst).isLessThan(20);
      assertThat(weight(heard.getLast())).isEqualTo(100);
    }
  }

  @Test
  void namesThePoolsForAnUnknownOne() {
    try (var pools = start(pool("web", Duration.ZERO, "a"))) {
      assertThatThrownBy(() -> pools.suspend("wed"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("pool: wed (expected: one of [web])");
    }
  }

  @Test
  void drainsAServerUntilItsConnectionsHaveGone() {
    try (var pools = start(pool("web", Duration.ZERO, "a", "b"))) {
      var _ = pools.operator("web", "a", new Intervention.Drain(time.nanoTime() + 60_000_000_000L));
      settle();
      assertThat(place(heard.getLast())).isEqualTo(new PoolView.Place(true, 0));
      var _ = pools.drained("web", "a");
      settle();
      assertThat(place(heard.getLast()).inTable()).isFalse();
      var _ = pools.operator("web", "a", Intervention.NONE);
      settle();
      assertThat(place(heard.getLast())).isEqualTo(new PoolView.Place(true, 100));
    }
  }

  @Test
  void removesADrainedServerWhenItsTimeIsUp() {
    try (var pools = start(pool("web", Duration.ZERO, "a", "b"))) {
      var _ = pools.operator("web", "a", new Intervention.Drain(time.nanoTime() + 2_000_000_000L));
      settle();
      time.advanceMillis(2001);
      settle();
      assertThat(place(heard.getLast()).inTable()).isFalse();
    }
  }

  @Test
  void refusesAnUnknownServerName() {
    try (var pools = start(pool("web", Duration.ZERO, "a"))) {
      var decided = pools.operator("web", "z", Intervention.NONE);
      settle();
      assertThat(decided).isCompletedExceptionally();
    }
  }

  @Test
  void reportsNothingAfterItIsClosed() {
    start(pool("web", Duration.ZERO, "a")).close();
    heard.clear();
    down("a");
    settle();
    assertThat(heard).isEmpty();
  }

  @Test
  void aReloadBringsNoFailedServerUp() {
    try (var service = start(pool("web", Duration.ZERO, "a", "b"))) {
      down("a");
      settle();
      heard.clear();

      var done =
          service.reload(
              List.of(pool("web", Duration.ZERO, "c", "a", "b"), pool("mail", Duration.ZERO, "d")),
              Set.of(),
              (changes, view) -> heard.add(new News(changes, view)));
      settle();

      assertThat(done).isCompleted();
      assertThat(heard).extracting(News::changes).containsExactly(List.of(), gained(100));
      assertThat(heard.getLast().view().name()).isEqualTo("mail");
      assertThat(heard.getFirst().view().servers())
          .extracting(PoolView.Server::up)
          .containsExactly(true, false, true);
      assertThat(engine.snapshot()).hasSize(4);
    }
  }

  @Test
  void aReloadReportsNothingForUnchangedPools() {
    var web = pool("web", Duration.ZERO, "a");
    var mail = pool("mail", Duration.ZERO, "b");
    try (var service = start(web, mail)) {
      heard.clear();
      PoolListener next = (changes, view) -> heard.add(new News(changes, view));

      var _ = service.reload(List.of(web, mail), Set.of(), next);
      settle();
      assertThat(heard).isEmpty();

      var _ = service.reload(List.of(web, mail), Set.of("mail"), next);
      settle();
      assertThat(heard).extracting(news -> news.view().name()).containsExactly("mail");
    }
  }

  @Test
  void removedPoolsAreNoLongerReported() {
    try (var service = start(pool("web", Duration.ZERO, "a"), pool("mail", Duration.ZERO, "b"))) {
      var _ =
          service.reload(
              List.of(pool("web", Duration.ZERO, "a")),
              Set.of(),
              (changes, view) -> heard.add(new News(changes, view)));
      settle();
      heard.clear();

      down("a");
      down("b");
      settle();

      assertThat(heard).extracting(news -> news.view().name()).containsExactly("web");
      assertThat(engine.snapshot()).hasSize(1);
    }
  }

  private PoolService start(PoolConfig... pools) {
    var service =
        new PoolService(
            List.of(pools),
            engine,
            loop,
            time::nanoTime,
            (changes, view) -> heard.add(new News(changes, view)));
    settle();
    return service;
  }

  private void down(String server) {
    engine.report(new Probe.Bfd(server), new ProbeResult.Failed(Failure.SESSION_DOWN, "down"));
  }

  private void up(String server) {
    engine.report(new Probe.Bfd(server), ProbeResult.Passed.saying("up"));
  }

  private static int weight(News news) {
    return place(news).weight();
  }

  private static PoolView.Place place(News news) {
    return news.view().servers().getFirst().place();
  }

  private static PoolConfig pool(String name, Duration slowStart, String... servers) {
    var configs = new ArrayList<ServerConfig>();
    for (var server : servers) {
      var use = new ServerConfig.Use(new CheckSpec(new Probe.Bfd(server), TIMING), false);
      configs.add(
          new ServerConfig(
              server, 100, 0, false, List.of(use), slowStart, ServerConfig.Damping.NONE));
    }
    return new PoolConfig(name, configs, 1, 0, false, false);
  }

  private void settle() {
    while (loop.runNow() > 0) {
      // the tasks may have submitted more tasks
    }
  }

  private static ProbeRun none(Probe probe, IoEventLoop on, Consumer<ProbeResult> answer) {
    throw new IllegalStateException("not expected in this test");
  }
}
