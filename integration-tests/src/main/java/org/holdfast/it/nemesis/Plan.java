package org.holdfast.it.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happens to a pair, drawn from a seed: the interval of its adverts, and steps without end.
 * The same seed always gives the same plan, so a failure can be repeated. Not thread-safe.
 */
public final class Plan {
  /**
   * A launcher gives up an agent that died five times in a minute. A step takes three seconds at
   * least, so a minute has at most 20.
   */
  static final int DEATHS = 4;

  static final int WINDOW = 20;
  static final Duration SHORTEST_STEP = Duration.ofSeconds(3);

  private static final List<Duration> INTERVALS =
      List.of(
          Duration.ofMillis(100),
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          Duration.ofSeconds(1));

  private final long seed;
  private final RandomGenerator random;
  private final Duration interval;
  private final List<Fault> harmless;
  private final List<Fault> moving;
  private final Map<Side, List<Integer>> deaths = new EnumMap<>(Side.class);
  private int number;

  /** Creates the plan of this seed. */
  public Plan(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    interval = INTERVALS.get(random.nextInt(INTERVALS.size()));
    harmless = Fault.all().stream().filter(fault -> fault.effect() == Effect.NOTHING).toList();
    moving = Fault.all().stream().filter(fault -> fault.effect() != Effect.NOTHING).toList();
  }

  public long seed() {
    return seed;
  }

  /** Returns the interval of the adverts. */
  public Duration interval() {
    return interval;
  }

  /**
   * Draws the next step: one fault, mostly one that moves addresses, sometimes another one at the
   * same time, and up to two beside it that clients must not notice.
   */
  public Step next() {
    number++;
    var strikes = new ArrayList<Step.Strike>();
    for (int beside = random.nextInt(3); beside > 0; beside--) {
      add(strikes, harmless);
    }
    add(strikes, random.nextInt(4) == 0 ? harmless : moving);
    if (random.nextInt(6) == 0) {
      add(strikes, moving);
    }
    return new Step(number, strikes, hold(), millis(0, 2 * interval.toMillis()));
  }

  /** Adds a fault that is not there yet, after a delay of up to two intervals. */
  private void add(List<Step.Strike> strikes, List<Fault> from) {
    while (true) {
      Fault fault = from.get(random.nextInt(from.size()));
      Side side = random.nextBoolean() ? Side.A : Side.B;
      if (strikes.stream().allMatch(strike -> mayMeet(strike, fault, side))
          && (!fault.isDeath() || mayDie(side))) {
        Duration delay = strikes.isEmpty() ? Duration.ZERO : millis(0, 2 * interval.toMillis());
        strikes.add(new Step.Strike(fault, side, delay, random.nextLong()));
        return;
      }
    }
  }

  private static boolean mayMeet(Step.Strike strike, Fault fault, Side side) {
    boolean sameSide = strike.side() == side;
    return !strike.fault().equals(fault)
        && strike.fault().mayMeet(fault, sameSide)
        && fault.mayMeet(strike.fault(), sameSide);
  }

  private boolean mayDie(Side side) {
    List<Integer> steps = deaths.computeIfAbsent(side, _ -> new ArrayList<>());
    steps.removeIf(step -> step <= number - WINDOW);
    return steps.size() < DEATHS && steps.add(number);
  }

  /** From a moment, in which no peer times out, to several times a peer's patience. */
  private Duration hold() {
    return switch (random.nextInt(4)) {
      case 0 -> millis(0, interval.toMillis());
      case 1 -> millis(interval.toMillis(), 4 * interval.toMillis());
      default -> millis(4 * interval.toMillis(), 4 * interval.toMillis() + 2500);
    };
  }

  private Duration millis(long from, long to) {
    return Duration.ofMillis(random.nextLong(from, to + 1));
  }

  /** Returns the first steps of a seed as text. */
  public static String text(long seed, int steps) {
    var plan = new Plan(seed);
    return Stream.generate(plan::next)
        .limit(steps)
        .map(Step::toString)
        .collect(
            Collectors.joining(
                "\n",
                "seed %d, adverts every %d ms\n".formatted(seed, plan.interval().toMillis()),
                "\n"));
  }
}
