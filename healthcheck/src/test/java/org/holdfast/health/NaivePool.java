package org.holdfast.health;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The expected output of a pool, computed from scratch each time: each server's history is replayed
 * from its first event, and sums are added up again. It remembers only the quorum of each tier.
 */
final class NaivePool {

  private sealed interface Happening {
    long at();

    record Heard(long at, int check, Verdict verdict, ProbeResult result) implements Happening {}

    record Wanted(long at, Intervention what) implements Happening {}

    record Gone(long at) implements Happening {}
  }

  /** The final state of a server. */
  record Standing(boolean up, long since, boolean removed, long heldUntil, int full, int weight) {}

  private final PoolConfig config;
  private final long start;
  private final List<List<Happening>> stories = new ArrayList<>();
  private final Standing[] standings;
  private final TreeMap<Integer, Boolean> quorums = new TreeMap<>();

  NaivePool(PoolConfig config, long start) {
    this.config = config;
    this.start = start;
    standings = new Standing[config.servers().size()];
    for (int i = 0; i < standings.length; i++) {
      stories.add(new ArrayList<>());
      standings[i] = replay(i, start);
      quorums.put(config.servers().get(i).tier(), false);
    }
    quorums.replaceAll((tier, _) -> sum(tier) >= config.quorum() + config.hysteresis());
  }

  void record(int server, int check, Verdict verdict, ProbeResult result, long now) {
    happened(server, new Happening.Heard(now, check, verdict, result));
  }

  void operator(int server, Intervention what, long now) {
    happened(server, new Happening.Wanted(now, what));
  }

  void drained(int server, long now) {
    happened(server, new Happening.Gone(now));
  }

  private void happened(int server, Happening what) {
    stories.get(server).add(what);
    look(server, what.at());
  }

  void tick(long now) {
    for (int i = 0; i < standings.length; i++) {
      look(i, now);
    }
  }

  Standing standing(int server) {
    return standings[server];
  }

  private void look(int server, long now) {
    standings[server] = replay(server, now);
    quorums.replaceAll((tier, had) ->
        had
            ? sum(tier) != 0 && sum(tier) >= config.quorum() - config.hysteresis()
            : sum(tier) >= config.quorum() + config.hysteresis());
  }

  boolean quorum() {
    return quorums.containsValue(true);
  }

  long sum(int tier) {
    long sum = 0;
    for (int i = 0; i < standings.length; i++) {
      if (config.servers().get(i).tier() == tier && standings[i].up()) {
        sum += Math.max(0, standings[i].full());
      }
    }
    return sum;
  }

  /** The serving tier; -1 for the sorry server. */
  int tier() {
    var held = quorums.keySet().stream().filter(quorums::get);
    if (config.sorryServer()) {
      return held.findFirst().orElse(-1);
    }
    var weighty = quorums.keySet().stream().filter(tier -> sum(tier) > 0);
    return Stream.of(held, weighty, quorums.keySet().stream())
        .flatMap(tiers -> tiers)
        .findFirst()
        .orElseThrow();
  }

  List<PoolView.Place> places() {
    var places = new ArrayList<PoolView.Place>();
    for (int i = 0; i < standings.length; i++) {
      var server = config.servers().get(i);
      var standing = standings[i];
      boolean serves = standing.up() && server.tier() == tier();
      boolean stays = server.inhibitOnFailure() && !standing.removed();
      places.add(new PoolView.Place(serves || stays, serves ? standing.weight() : 0));
    }
    return places;
  }

  PoolView.Place sorryPlace() {
    return new PoolView.Place(!quorum() || config.sorryInhibit(), quorum() ? 0 : 1);
  }

  /** Replays the history of one server, step by step. */
  private Standing replay(int server, long now) {
    var story = new Story(config.servers().get(server));
    for (var what : stories.get(server)) {
      story.pass(what.at());
      story.happen(what);
      story.judge(what.at());
    }
    story.pass(now);
    story.judge(now);
    return story.end(now);
  }

  private final class Story {
    private final ServerConfig server;
    private final Verdict[] verdicts;
    private final Advice[] advice;
    private Intervention wanted = Intervention.NONE;
    private boolean gone;
    private boolean up;
    private boolean seen;
    private long passed = start;
    private long since = start;
    private long held;
    private long heldUntil = start;
    private boolean growing;

    Story(ServerConfig server) {
      this.server = server;
      verdicts = new Verdict[server.checks().size()];
      Arrays.fill(verdicts, Verdict.UNDECIDED);
      advice = new Advice[verdicts.length];
      Arrays.fill(advice, Advice.NONE);
      up = server.checks().stream().noneMatch(ServerConfig.Use::startDown);
      seen = up;
    }

    /** Stops, on the way to an instant, wherever something ends by time. */
    void pass(long now) {
      var ends = new TreeSet<Long>();
      ends.add(heldUntil);
      if (wanted instanceof Intervention.Drain(long deadline)) {
        ends.add(deadline);
      }
      for (long end : ends) {
        if (end <= now && end > passed) {
          judge(end);
        }
      }
      passed = now;
    }

    void happen(Happening what) {
      switch (what) {
        case Happening.Heard record -> {
          verdicts[record.check()] = record.verdict();
          if (record.result() instanceof ProbeResult.Passed passed) {
            advice[record.check()] = passed.advice();
          }
        }
        case Happening.Wanted change -> {
          wanted = change.what();
          gone = false;
          if (wanted.equals(Intervention.NONE)) {
            held = 0;
            heldUntil = start;
          }
        }
        case Happening.Gone _ -> gone = wanted instanceof Intervention.Drain;
      }
    }

    void judge(long at) {
      boolean failed = List.of(verdicts).contains(Verdict.NOT_WELL);
      boolean waits = false;
      for (int i = 0; i < verdicts.length; i++) {
        waits |= verdicts[i] == Verdict.UNDECIDED && server.checks().get(i).startDown();
      }
      if (failed) {
        seen = true;
      }
      boolean should =
          !failed
              && !waits
              && !(wanted instanceof Intervention.Down)
              && !removed(at)
              && at >= heldUntil;
      if (should && !up) {
        up = true;
        growing = seen;
        seen = true;
        since = at;
      } else if (!should && up) {
        long first = server.damping().first().toNanos();
        long most = server.damping().most().toNanos();
        if (failed && first > 0) {
          boolean again = held > 0 && at - since < Math.max(held, first);
          held = again ? Math.max(first, Math.min(most, held + held)) : first;
          heldUntil = at + held;
        }
        up = false;
        since = at;
      }
    }

    private boolean removed(long at) {
      return gone || (wanted instanceof Intervention.Drain(long deadline) && at >= deadline);
    }

    Standing end(long now) {
      int advised = advised();
      int full =
          switch (wanted) {
            case Intervention.Weight(int weight) -> weight;
            case Intervention.Drain _ -> 0;
            case Intervention.None _, Intervention.Down _ -> advised;
          };
      boolean grows = up && growing && (wanted instanceof Intervention.None);
      return new Standing(
          up, since, removed(now), heldUntil, full, grows ? grown(full, now) : full);
    }

    private int grown(int full, long now) {
      long step = server.slowStart().toNanos() / 16;
      if (full <= 1 || step == 0 || now - since >= 16 * step) {
        return full;
      }
      return 1 + Math.toIntExact((full - 1) * ((now - since) / step) / 16);
    }

    private int advised() {
      var sum = BigDecimal.valueOf(server.weight());
      for (var each : advice) {
        if (each instanceof Advice.Plus(int amount)) {
          sum = sum.add(BigDecimal.valueOf(amount));
        } else if (each instanceof Advice.Exactly(int weight)) {
          sum = sum.add(BigDecimal.valueOf(weight)).subtract(BigDecimal.valueOf(server.weight()));
        }
      }
      sum = sum.max(BigDecimal.ZERO);
      for (var each : advice) {
        if (each instanceof Advice.Percent(int percent)) {
          sum = sum.multiply(BigDecimal.valueOf(percent, 2));
        } else if (each instanceof Advice.Drain) {
          return 0;
        }
      }
      var rounded = sum.setScale(0, RoundingMode.HALF_UP).toBigIntegerExact();
      return (sum.signum() > 0 ? rounded.max(BigInteger.ONE) : rounded).intValueExact();
    }
  }
}
