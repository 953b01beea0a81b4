package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.health.Servers.SECOND;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pools of every kind whose servers fail, recover, advise weights, are drained and damped, at
 * random from a seed. After every event the pool must equal {@link NaivePool} with the same
 * history, and satisfy the invariants.
 */
class PoolSimulationTest {

  private static final int EVENTS = 200;
  private static final List<Servers.Sorry> SORRY = List.of(Servers.Sorry.values());

  /** A simulation proves nothing about events that never occur in it. */
  private static final String[] CHANGES = {
    "AliveServers",
    "Placed",
    "QuorumGained",
    "QuorumLost",
    "ServerDown",
    "ServerUp",
    "SorryServer",
    "TierServes",
  };

  private static final String[] REASONS = {
    "being drained by the operator",
    "by its checks",
    "by the operator",
    "connection refused",
    "drained by the operator",
    "kept out for",
    "slow start",
    "taken down by the operator",
  };

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithANaiveReplayOfItsHistory(long seed) {
    new Run(seed).play();
  }

  @Test
  void everyKindOfChangeOccurs() {
    var kinds = new TreeSet<String>();
    var words = new StringBuilder();
    for (long seed = 0; seed < 20; seed++) {
      for (var change : new Run(seed).play()) {
        kinds.add(change.getClass().getSimpleName());
        words.append(change.words("web")).append('\n');
      }
    }
    assertThat(kinds).containsExactly(CHANGES);
    assertThat(words).contains(REASONS);
  }

  @Test
  void theSameSeedGivesTheSameHistory() {
    assertThat(new Run(1).play()).isEqualTo(new Run(1).play()).isNotEqualTo(new Run(2).play());
  }

  private static final class Run {
    private final RandomGenerator random;
    private final PoolConfig config;
    private Pool pool;
    private final NaivePool naive;
    private final PoolView.Place[] table;
    private final boolean[] up;
    private final long[] heldUntil;
    private final List<PoolChange> history = new ArrayList<>();
    private boolean quorum;
    private long now;

    Run(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      now = random.nextLong(-1000, 1000) * SECOND;
      config = config();
      pool = new Pool(config, now);
      naive = new NaivePool(config, now);
      var first = pool.view(now);
      table = first.servers().stream().map(PoolView.Server::place).toArray(PoolView.Place[]::new);
      up = new boolean[table.length];
      for (int i = 0; i < up.length; i++) {
        up[i] = first.servers().get(i).up();
      }
      heldUntil = new long[table.length];
      Arrays.fill(heldUntil, now);
      quorum = first.quorum();
    }

    private PoolConfig config() {
      int tiers = random.nextInt(1, 4);
      var servers = new ArrayList<ServerConfig>();
      int count = random.nextInt(1, 9);
      for (int i = 0; i < count; i++) {
        servers.add(
            new Servers.Changes(i)
                .weight(random.nextInt(0, 50))
                .tier(10 * random.nextInt(tiers))
                .inhibit(random.nextInt(3) == 0)
                .checks(random.nextInt(1, 4))
                .startDown(random.nextInt(3) == 0)
                .slowStart(Duration.ofSeconds(random.nextBoolean() ? random.nextInt(1, 60) : 0))
                .damping(random.nextBoolean() ? random.nextInt(1, 20) : 0, random.nextInt(60))
                .server());
      }
      int quorumNeeded = random.nextInt(1, 60);
      var sorry = SORRY.get(random.nextInt(SORRY.size()));
      return Servers.pool(servers, quorumNeeded, random.nextInt(quorumNeeded), sorry);
    }

    List<PoolChange> play() {
      check(List.of());
      for (int i = 0; i < EVENTS; i++) {
        passTime(now + random.nextLong(12 * SECOND));
        check(happen(random.nextInt(table.length)));
        if (random.nextInt(20) == 0) {
          reload();
        }
      }
      passTime(now + 1000 * SECOND);
      assertThat(pool.deadlineAt()).as("all that ends by itself has ended").isEmpty();
      return history;
    }

    private void reload() {
      pool = pool.succeededBy(config, now);
      assertThat(pool.tick(now)).as("a reload that changes nothing").isEmpty();
      check(List.of());
    }

    private void passTime(long until) {
      for (var due = pool.deadlineAt();
          due.isPresent() && due.getAsLong() <= until;
          due = pool.deadlineAt()) {
        assertThat(due.getAsLong()).as("a deadline that was served").isGreaterThan(now - 1);
        now = due.getAsLong();
        naive.tick(now);
        check(pool.tick(now));
      }
      now = until;
      naive.tick(now);
      assertThat(pool.tick(now)).as("a tick that is not due").isEmpty();
    }

    private List<PoolChange> happen(int server) {
      return switch (random.nextInt(20)) {
        case 0 -> want(server, Intervention.NONE);
        case 1 -> want(server, new Intervention.Weight(random.nextInt(60)));
        case 2 -> want(server, new Intervention.Drain(now + random.nextLong(60 * SECOND)));
        case 3 -> want(server, random.nextBoolean() ? Intervention.NONE : new Intervention.Down());
        case 4 -> {
          naive.drained(server, now);
          yield pool.drained(server, now);
        }
        default -> hear(server);
      };
    }

    private List<PoolChange> want(int server, Intervention intervention) {
      if (intervention.equals(Intervention.NONE)) {
        heldUntil[server] = now;
      }
      naive.operator(server, intervention, now);
      var before = pool.view(now);
      var foreseen = pool.foresee(server, intervention, now);
      assertThat(pool.view(now)).as("foreseeing changes nothing").isEqualTo(before);
      var changes = pool.operator(server, intervention, now);
      assertThat(foreseen).isEqualTo(pool.view(now));
      return changes;
    }

    private List<PoolChange> hear(int server) {
      int check = random.nextInt(config.servers().get(server).checks().size());
      var verdict = random.nextInt(4) == 0 ? Verdict.NOT_WELL : Verdict.WELL;
      var result = verdict == Verdict.WELL ? Servers.passed(advice()) : Servers.REFUSED;
      if (random.nextInt(10) == 0) {
        result = new ProbeResult.NotRun("no memory");
      }
      naive.record(server, check, verdict, result, now);
      return pool.record(server, check, verdict, result, now);
    }

    private Advice advice() {
      return switch (random.nextInt(12)) {
        case 0 -> new Advice.Plus(random.nextInt(-30, 30));
        case 1 -> new Advice.Exactly(random.nextInt(60));
        case 2 -> new Advice.Percent(random.nextInt(150));
        case 3 -> new Advice.Drain();
        default -> Advice.NONE;
      };
    }

    private void check(List<PoolChange> changes) {
      follow(changes);
      var view = pool.view(now);
      assertThat(view.servers()).extracting(PoolView.Server::place).isEqualTo(naive.places());
      assertThat(view.servers()).extracting(PoolView.Server::place).containsExactly(table);
      assertThat(view.quorum()).isEqualTo(naive.quorum()).isEqualTo(quorum);
      assertThat(view.tier()).isEqualTo(naive.tier());
      assertThat(view.sum()).isEqualTo(naive.sum(shownTier(view)));
      assertThat(view.sorryServer()).isEqualTo(config.sorryServer() ? naive.sorryPlace() : null);
      for (int i = 0; i < table.length; i++) {
        checkServer(i, view.servers().get(i));
      }
      checkSomebodyServes(view);
      history.addAll(changes);
    }

    /** The changes alone must give the same picture as the view. */
    private void follow(List<PoolChange> changes) {
      for (var change : changes) {
        assertThat(change.words("web")).contains("VS web");
        for (var placed : change.places()) {
          int server = index(placed.name());
          assertThat(placed.before()).isEqualTo(table[server]).isNotEqualTo(placed.now());
          table[server] = placed.now();
        }
        switch (change) {
          case PoolChange.ServerUp(String name) -> {
            int server = index(name);
            turn(server, true);
            assertThat(now)
                .as("one flip at most for each time held down")
                .isGreaterThanOrEqualTo(heldUntil[server]);
          }
          case PoolChange.ServerDown(String name, String why, boolean never) when never -> {
            assertThat(up[index(name)]).as("a server that has never been up").isFalse();
            assertThat(why).isNotEmpty();
          }
          case PoolChange.ServerDown(String name, String why, _) -> {
            int server = index(name);
            turn(server, false);
            assertThat(why).isNotEmpty();
            if (why.contains("tcp ")) {
              heldUntil[server] = now + config.servers().get(server).damping().first().toNanos();
            }
          }
          case PoolChange.QuorumGained _ -> turnQuorum(true);
          case PoolChange.QuorumLost _ -> turnQuorum(false);
          case PoolChange.Placed _,
              PoolChange.AliveServers _,
              PoolChange.SorryServer _,
              PoolChange.TierServes _ -> {}
        }
      }
    }

    private int index(String server) {
      return config.servers().stream().map(ServerConfig::name).toList().indexOf(server);
    }

    private void turn(int server, boolean to) {
      assertThat(up[server]).as("each transition is reported once").isEqualTo(!to);
      up[server] = to;
    }

    private void turnQuorum(boolean to) {
      assertThat(quorum).as("each transition is reported once").isEqualTo(!to);
      quorum = to;
    }

    private void checkServer(int index, PoolView.Server server) {
      var standing = naive.standing(index);
      assertThat(server.up()).isEqualTo(standing.up()).isEqualTo(up[index]);
      assertThat(server.changedAt()).isEqualTo(standing.since());
      assertThat(server.place().weight()).isBetween(0, standing.full());
      if (now < standing.heldUntil()) {
        assertThat(server.up()).as("a server that is held down").isFalse();
      }
    }

    /**
     * With a sorry server the table always has a server; otherwise it does while any server has
     * weight.
     */
    private void checkSomebodyServes(PoolView view) {
      boolean served =
          view.servers().stream().anyMatch(server -> server.place().weight() > 0)
              || (view.sorryServer() != null && view.sorryServer().weight() > 0);
      boolean any =
          config.sorryServer()
              || config.servers().stream().anyMatch(server -> naive.sum(server.tier()) > 0);
      assertThat(served).isEqualTo(any);
    }

    private int shownTier(PoolView view) {
      return view.tier() == PoolView.NO_TIER
          ? config.servers().stream().mapToInt(ServerConfig::tier).min().orElse(0)
          : view.tier();
    }
  }
}
