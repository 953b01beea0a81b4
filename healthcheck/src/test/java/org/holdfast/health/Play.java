package org.holdfast.health;

import static org.holdfast.health.Servers.PASSED;
import static org.holdfast.health.Servers.REFUSED;
import static org.holdfast.health.Servers.SECOND;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pool on its own clock, ticked whenever it is due, with everything that it has reported. */
final class Play {

  final List<String> reported = new ArrayList<>();
  private Pool pool;
  private long now = -5 * SECOND;

  Play(PoolConfig config) {
    this(config, Map.of());
  }

  Play(PoolConfig config, Map<String, Boolean> served) {
    pool = new Pool(config, served, now);
  }

  Play fail(int server) {
    return hear(server, 0, Verdict.NOT_WELL, REFUSED);
  }

  Play pass(int server) {
    return hear(server, 0, Verdict.WELL, PASSED);
  }

  Play advise(int server, Advice advice) {
    return hear(server, 0, Verdict.WELL, Servers.passed(advice));
  }

  Play hear(int server, int check, Verdict verdict, ProbeResult result) {
    return add(pool.record(server, check, verdict, result, now));
  }

  Play want(int server, Intervention intervention) {
    return add(pool.operator(server, intervention, now));
  }

  Play drain(int server, int seconds) {
    return want(server, new Intervention.Drain(now + seconds * SECOND));
  }

  Play gone(int server) {
    return add(pool.drained(server, now));
  }

  Play reload(PoolConfig config) {
    pool = pool.succeededBy(config, now);
    return add(pool.tick(now));
  }

  /** Advances the time, with a tick at every deadline in between. */
  Play after(Duration time) {
    long end = now + time.toNanos();
    for (var due = pool.deadlineAt();
        due.isPresent() && due.getAsLong() - end <= 0;
        due = pool.deadlineAt()) {
      now = due.getAsLong();
      add(pool.tick(now));
    }
    now = end;
    return this;
  }

  /** Advances the time with only one tick at the end. */
  Play stall(Duration time) {
    now += time.toNanos();
    return add(pool.tick(now));
  }

  boolean isDue() {
    return pool.deadlineAt().isPresent();
  }

  PoolView view() {
    return pool.view(now);
  }

  /** The time since the quorum, or whether the sorry server serves, last changed. */
  long secondsSinceChange() {
    return (now - view().changedAt()) / SECOND;
  }

  String why(int server) {
    return view().servers().get(server).why();
  }

  /** The weight of each server, {@code -} for one outside the table; then the sorry server's. */
  String table() {
    var view = view();
    return Stream.concat(
            view.servers().stream().map(server -> text(server.place())),
            Stream.ofNullable(view.sorryServer()).map(place -> "/" + text(place)))
        .collect(Collectors.joining(" "));
  }

  private static String text(PoolView.Place place) {
    return place.inTable() ? Integer.toString(place.weight()) : "-";
  }

  private Play add(List<PoolChange> changes) {
    changes.forEach(change -> reported.add(change.words("web")));
    return this;
  }
}
