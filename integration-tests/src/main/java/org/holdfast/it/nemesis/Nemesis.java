package org.holdfast.it.nemesis;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.holdfast.it.lab.LabException;

/** Carries out a {@link Plan} on a pair, and judges each step. Not thread-safe. */
public final class Nemesis implements AutoCloseable {
  /** How long all has to be well before a step counts as recovered. */
  private static final Duration QUIET = Duration.ofMillis(400);

  /** The probers report a gap after 200 ms. */
  private static final Duration LATE = Duration.ofMillis(300);

  private static final Duration POLL = Duration.ofMillis(50);

  private final Plan plan;
  private final Evidence evidence;
  private final World world;
  private final StallMeter stalls = new StallMeter();
  private final Judge judge;
  private final Map<Side, Resources> resources = new EnumMap<>(Side.class);

  /** Until when what clients saw was judged, and how many states were entered by then. */
  private Instant judgedUntil = Instant.now();

  private long transitions;

  private Nemesis(Plan plan, PrintStream out, Path directory) {
    this.plan = plan;
    judge = new Judge(new Bounds(plan.interval()), stalls);
    world = new World(plan.interval());
    evidence = new Evidence(plan.seed(), world, out, directory);
    for (Side side : Side.values()) {
      resources.put(side, new Resources());
    }
  }

  /**
   * Plays a seed, and returns the number of steps.
   *
   * @param time the time after which no step begins any more
   * @param directory the directory that is made for everything known about a defeat: the timeline,
   *     the logs, and the adverts and ARP replies on the wire
   * @throws Defeat if the pair did not hold
   */
  public static int play(long seed, Duration time, PrintStream out, Path directory) {
    var plan = new Plan(seed);
    out.printf("nemesis: seed %d, adverts every %d ms%n", seed, plan.interval().toMillis());
    try (var nemesis = new Nemesis(plan, out, directory)) {
      return nemesis.play(time);
    }
  }

  private int play(Duration time) {
    Instant start = Instant.now();
    recover("the start", start);
    judgedUntil = Instant.now();
    transitions = transitions();
    int steps = 0;
    while (Duration.between(start, Instant.now()).compareTo(time) < 0) {
      Step step = plan.next();
      suffer(step);
      steps++;
    }
    finish();
    return steps;
  }

  private void suffer(Step step) {
    Instant begin = Instant.now();
    evidence.note(step.toString());
    strike(step);
    Instant end = Instant.now();
    evidence.note("  ended");
    recover(step.toString(), end);
    Instant recovered = Instant.now();
    pass(LATE);
    long entered = transitions();
    var seen =
        new Judge.Observation(
            step.effect(),
            judgedUntil,
            recovered,
            Ownership.shared(world.watch().changes(), judgedUntil, recovered),
            gaps(judgedUntil),
            entered - transitions);
    judgedUntil = recovered;
    transitions = entered;
    evidence.note(
        "  recovered after %d ms; %d transitions, shared %s, silent %s ms; the machine stalled for %d ms"
            .formatted(
                Duration.between(end, recovered).toMillis(),
                seen.transitions(),
                millis(seen.shared()),
                millis(seen.silent()),
                stalls.between(begin, recovered).toMillis()));
    var complaints = new ArrayList<>(judge.verdict(seen));
    complaints.addAll(leaks());
    if (!complaints.isEmpty()) {
      throw evidence.defeat(step.toString(), complaints);
    }
    evidence.forgetBefore(begin);
    pass(step.pause());
    pass(Plan.SHORTEST_STEP.minus(Duration.between(begin, Instant.now())));
  }

  private void strike(Step step) {
    Deque<Fault.End> ends = new ArrayDeque<>();
    try {
      for (Step.Strike strike : step.strikes()) {
        pass(strike.delay());
        Fault.End end =
            strike.fault().begin(world, strike.side(), new SplittableRandom(strike.seed()));
        if (strike.fault().endsLast()) {
          ends.addLast(end);
        } else {
          ends.addFirst(end);
        }
      }
      pass(step.hold());
    } catch (LabException e) {
      throw evidence.defeat(step.toString(), List.of("a fault could not be begun: " + e));
    } finally {
      end(step, ends);
    }
  }

  private void end(Step step, Deque<Fault.End> ends) {
    try {
      ends.forEach(Fault.End::end);
    } catch (LabException e) {
      throw evidence.defeat(step.toString(), List.of("a fault could not be ended: " + e));
    }
  }

  private static List<Long> millis(List<Span> spans) {
    return spans.stream().map(span -> span.length().toMillis()).toList();
  }

  /** Waits until the pair has one owner again and clients are answered. */
  private void recover(String step, Instant end) {
    var health = new Health(world);
    String complaint = "";
    Instant well = null;
    while (true) {
      complaint = health.complaint();
      Instant now = Instant.now();
      if (!complaint.isEmpty()) {
        well = null;
      } else if (well == null) {
        well = now;
      } else if (Duration.between(well, now).compareTo(QUIET) > 0) {
        return;
      }
      if (well == null && !judge.mayRecover(end, now)) {
        throw evidence.defeat(step, List.of("the pair did not recover: " + complaint));
      }
      pass(POLL);
    }
  }

  private long transitions() {
    return Stream.of(Side.values()).mapToLong(side -> world.subject(side).transitions()).sum();
  }

  private List<Span> gaps(Instant begin) {
    return world.probers().stream()
        .flatMap(prober -> prober.endedSince(begin).stream())
        .map(gap -> new Span(gap.start(), gap.end()))
        .toList();
  }

  private List<String> leaks() {
    var complaints = new ArrayList<String>();
    for (Side side : Side.values()) {
      world
          .subject(side)
          .agent()
          .ifPresent(pid ->
              Objects.requireNonNull(resources.get(side)).add(Resources.Sample.of(pid)).stream()
                  .map(complaint -> side + ": " + complaint)
                  .forEach(complaints::add));
    }
    return complaints;
  }

  /** Ends both agents in order, and looks at what they leave. */
  private void finish() {
    evidence.note("the end");
    var complaints = new ArrayList<String>();
    for (Side side : Side.values()) {
      Subject subject = world.subject(side);
      int status = subject.launcher().stop();
      if (status != 0) {
        complaints.add("%s: status %d".formatted(side, status));
      }
    }
    for (Side side : Side.values()) {
      complaints.addAll(Remains.of(world, side));
    }
    if (!complaints.isEmpty()) {
      throw evidence.defeat("the end", complaints);
    }
  }

  private static void pass(Duration time) {
    try {
      if (time.isPositive()) {
        Thread.sleep(time);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    stalls.close();
    world.close();
  }
}
