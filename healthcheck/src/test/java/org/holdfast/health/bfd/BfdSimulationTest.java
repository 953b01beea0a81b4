package org.holdfast.health.bfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Two ends on a virtual link that loses, delays and cuts off packets, in virtual time. The
 * invariants must hold after every event. When the disturbances end the session must come up, and
 * when an end is cut off the other must notice within its detection time.
 */
class BfdSimulationTest {

  private static final long MS = 1_000_000;
  private static final long S = 1_000 * MS;
  private static final int SEEDS = 1_000;
  private static final long SLOWEST_NANOS = MS / 2;

  /** The delay of a packet as a fraction of the interval: a multiplier of 1 leaves only a tenth. */
  private static final long LEAST_NANOS = 10 * SLOWEST_NANOS;

  private static final String[] EACH_OF_THESE_HAPPENS = {
    "Answered", "NeighbourClosed", "NeighbourDown", "Silent", "final", "lost", "poll", "reborn",
  };

  private static final class Link {
    private record Due(long at, long order, Runnable run) {}

    private final RandomGenerator random;
    private final PriorityQueue<Due> queue =
        new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private final List<End> ends = new ArrayList<>();
    private final TreeMap<String, Long> seen = new TreeMap<>();
    private long order;
    private long now;
    private double loss;
    private boolean cut;

    Link(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      for (int id = 0; id < 2; id++) {
        ends.add(new End(this, id));
      }
    }

    void after(long nanos, Runnable run) {
      queue.add(new Due(now + nanos, order++, run));
    }

    void run(long until) {
      while (!queue.isEmpty() && queue.peek().at <= until) {
        var due = queue.remove();
        now = due.at;
        due.run.run();
      }
      now = until;
    }

    void count(String what) {
      seen.merge(what, 1L, Long::sum);
    }

    void carry(End from, BfdPacket packet) {
      count(packet.poll() ? "poll" : packet.last() ? "final" : "packet");
      if (cut || random.nextDouble() < loss) {
        count("lost");
        return;
      }
      var to = ends.get(1 - from.id);
      after(
          random.nextLong(20_000, SLOWEST_NANOS),
          () -> {
            if (packet.yourDiscriminator() == 0
                || packet.yourDiscriminator() == to.local.discriminator()) {
              to.heard(packet);
            }
          });
    }
  }

  private static final class End {
    private final Link link;
    private final int id;
    private BfdLocal local;
    private BfdSession session;
    private long epoch;
    private int life;
    private long heardAt;

    End(Link link, int id) {
      this.link = link;
      this.id = id;
      // Only one end may be passive, because two would wait for each other for ever.
      boolean passive = id == 0 && link.random.nextInt(4) == 0;
      local = terms(passive);
      session = BfdRules.start(local, 0);
      link.after(link.random.nextLong(S), this::begin);
    }

    private BfdLocal terms(boolean passive) {
      var random = link.random;
      return new BfdLocal(
          random.nextInt(1, Integer.MAX_VALUE),
          random.nextLong(LEAST_NANOS, 100 * MS),
          S,
          random.nextLong(LEAST_NANOS, 100 * MS),
          1 + random.nextInt(6),
          passive);
    }

    void begin() {
      life++;
      epoch = link.random.nextLong();
      local = terms(local.passive());
      session = BfdRules.start(local, clock());
      arm();
    }

    private long clock() {
      return link.now + epoch;
    }

    void heard(BfdPacket packet) {
      heardAt = link.now;
      on(new BfdEvent.Heard(packet));
    }

    void on(BfdEvent event) {
      var step = BfdRules.next(local, session, event, link.random.nextDouble(), clock());
      session = step.session();
      for (var effect : step.effects()) {
        switch (effect) {
          case BfdEffect.Send(BfdPacket packet) -> send(packet);
          case BfdEffect.Moved(BfdState from, BfdState to, BfdCause cause) -> {
            assertThat(from).isNotEqualTo(to);
            link.count(cause.getClass().getSimpleName());
          }
        }
      }
      check();
      arm();
    }

    private void send(BfdPacket packet) {
      if (packet.poll() && packet.last()) {
        fail("end %d polls in its answer to a poll", id);
      }
      if (local.passive() && session.remote().discriminator() == 0 && !packet.last()) {
        fail("end %d is passive and speaks first", id);
      }
      link.carry(this, packet);
    }

    private void check() {
      if (session.state() == BfdState.UP || session.state() == BfdState.INIT) {
        long silence = link.now - heardAt;
        long allowed = session.remote().detectionNanos(local);
        if (silence > allowed) {
          fail(
              "end %d is %s after a silence of %d ns (allowed: %d)", id, session, silence, allowed);
        }
      }
      if (session.polling() && session.state() != BfdState.UP) {
        fail("end %d polls in %s", id, session);
      }
    }

    private void arm() {
      long deadline = session.deadline();
      if (deadline == BfdSession.NEVER) {
        return;
      }
      int armedIn = life;
      link.after(
          Math.max(0, deadline - clock()),
          () -> {
            if (life == armedIn
                && session.deadline() != BfdSession.NEVER
                && clock() - session.deadline() >= 0) {
              on(BfdEvent.Tick.TICK);
            }
          });
    }

    boolean isUp() {
      return session.state() == BfdState.UP;
    }
  }

  private static Link play(long seed) {
    var link = new Link(seed);
    var random = link.random;
    link.run(5 * S);
    assertBothUp(link);
    for (int harm = 0; harm < 20; harm++) {
      long duration = random.nextLong(MS, 3 * S);
      switch (random.nextInt(4)) {
        case 0 -> link.loss = random.nextDouble(0.6);
        case 1 -> link.cut = true;
        case 2 -> {
          link.count("reborn");
          link.ends.get(random.nextInt(2)).begin();
        }
        default -> link.ends.get(random.nextInt(2)).on(BfdEvent.Close.CLOSE);
      }
      link.run(link.now + duration);
      link.loss = 0;
      link.cut = false;
      for (var end : link.ends) {
        if (end.session.state() == BfdState.ADMIN_DOWN) {
          end.begin();
        }
      }
    }
    link.run(link.now + 10 * S);
    assertBothUp(link);
    assertTheCutIsFoundInTime(link);
    return link;
  }

  private static void assertBothUp(Link link) {
    assertThat(link.ends).allMatch(End::isUp);
    for (var end : link.ends) {
      assertThat(end.session.polling()).as("end %d polls for ever", end.id).isFalse();
    }
  }

  private static void assertTheCutIsFoundInTime(Link link) {
    link.cut = true;
    long longest =
        link.ends.stream()
            .mapToLong(end -> end.session.remote().detectionNanos(end.local))
            .max()
            .orElseThrow();
    link.run(link.now + longest + SLOWEST_NANOS);
    assertThat(link.ends).noneMatch(End::isUp);
  }

  @Test
  void keepsItsInvariantsUnderDisturbances(TestReporter reporter) {
    var seen = new TreeMap<String, Long>();
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        play(seed).seen.forEach((what, times) -> seen.merge(what, times, Long::sum));
      } catch (AssertionError failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
    reporter.publishEntry("seen", seen.toString());
    assertThat(seen).containsKeys(EACH_OF_THESE_HAPPENS);
  }
}
