package org.holdfast.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One server of a pool: its state results from its checks, the operator's order, damping and slow
 * start. Events are only recorded; {@link #settle} applies them.
 */
final class Member {

  private final ServerConfig config;
  private final CheckResults results;
  private Intervention intervention = Intervention.NONE;
  private boolean drained;
  private HoldDown holdDown = HoldDown.NONE;
  private SlowStart slowStart = SlowStart.DONE;
  private boolean up;
  private long changedAt;
  // Whether coming up means a recovery, and not the end of waiting for the first results.
  private boolean recovers;
  private boolean failsFirst;
  private int fullWeight;
  private int weight;

  /** Creates a server without results: up unless a check must pass first. */
  Member(ServerConfig config, long nowNanos) {
    this(config, new CheckResults(config.checks()), nowNanos);
  }

  /**
   * Creates a server without results, which keeps its state from an earlier run of the agent until
   * a check has been run.
   */
  Member(ServerConfig config, boolean servedEarlier, long nowNanos) {
    this(config, new CheckResults(config.checks(), servedEarlier), nowNanos);
  }

  private Member(ServerConfig config, CheckResults results, long nowNanos) {
    this.config = config;
    this.results = results;
    up = results.pass();
    changedAt = nowNanos;
    recovers = up;
    weigh(nowNanos);
  }

  /**
   * The same server under a new configuration; keeps its up or down state until the next {@link
   * #settle}.
   */
  Member(ServerConfig config, Member earlier, long nowNanos) {
    this.config = config;
    results = new CheckResults(config.checks(), earlier.results);
    intervention = earlier.intervention;
    drained = earlier.drained;
    holdDown = earlier.holdDown;
    slowStart = earlier.slowStart;
    up = earlier.up;
    changedAt = earlier.changedAt;
    recovers = earlier.recovers;
    weigh(nowNanos);
  }

  ServerConfig config() {
    return config;
  }

  boolean up() {
    return up;
  }

  long changedAt() {
    return changedAt;
  }

  /** The weight that the server has in the table. */
  int weight() {
    return weight;
  }

  /**
   * The server's share of the pool's sum: 0 while it is down. A slow start does not reduce it,
   * because servers that have all come back would otherwise leave the sorry server in the table
   * until their weights have grown.
   */
  int counts() {
    return up ? fullWeight : 0;
  }

  /** Whether the server was drained on the operator's order, and therefore removed. */
  boolean drained() {
    return drained;
  }

  /** Records a result of a check; returns whether something changed. */
  boolean record(int check, Verdict verdict, ProbeResult result) {
    return results.record(check, verdict, result);
  }

  void intervene(Intervention next) {
    intervention = next;
    drained = false;
    if (next instanceof Intervention.None) {
      holdDown = HoldDown.NONE;
    }
  }

  /** Records that the server's connections have ended. Has no effect unless it is being drained. */
  void connectionsGone() {
    drained = intervention instanceof Intervention.Drain;
  }

  /**
   * Whether, at the last {@link #settle}, a check of a server that has never been up had failed for
   * the first time.
   */
  boolean failsFirst() {
    return failsFirst;
  }

  /** Applies everything that was recorded; returns whether the server came up or went down. */
  boolean settle(long nowNanos) {
    if (intervention instanceof Intervention.Drain(long deadline) && nowNanos - deadline >= 0) {
      drained = true;
    }
    boolean failed = results.fail();
    failsFirst = failed && !recovers;
    recovers |= failed;
    boolean keptOut = drained || intervention instanceof Intervention.Down;
    boolean next = results.pass() && !keptOut && !holdDown.holds(nowNanos);
    boolean turned = next != up;
    if (turned) {
      turn(nowNanos);
    }
    slowStart = slowStart.at(nowNanos);
    weigh(nowNanos);
    return turned;
  }

  private void turn(long nowNanos) {
    if (!up) {
      slowStart = recovers ? SlowStart.over(config.slowStart(), nowNanos) : SlowStart.DONE;
      recovers = true;
    } else {
      slowStart = SlowStart.DONE;
      if (results.fail()) {
        holdDown = holdDown.afterFailure(config.damping(), changedAt, nowNanos);
      }
    }
    up = !up;
    changedAt = nowNanos;
  }

  private void weigh(long nowNanos) {
    switch (intervention) {
      case Intervention.None(), Intervention.Down() -> {
        fullWeight = results.weight(config.weight());
        weight = slowStart.weight(fullWeight, nowNanos);
      }
      case Intervention.Weight(int wanted) -> {
        fullWeight = wanted;
        weight = wanted;
      }
      case Intervention.Drain(_) -> {
        fullWeight = 0;
        weight = 0;
      }
    }
  }

  /** When {@link #settle} must be called even without an event; valid after it was called. */
  OptionalLong deadlineAt(long nowNanos) {
    var deadline = OptionalLong.empty();
    if (holdDown.holds(nowNanos)) {
      deadline = earlier(deadline, holdDown.heldUntil());
    }
    if (!slowStart.done()) {
      deadline = earlier(deadline, slowStart.nextStepAt(nowNanos));
    }
    if (!drained && intervention instanceof Intervention.Drain(long nanos)) {
      deadline = earlier(deadline, nanos);
    }
    return deadline;
  }

  private static OptionalLong earlier(OptionalLong a, long b) {
    return a.isPresent() && a.getAsLong() - b < 0 ? a : OptionalLong.of(b);
  }

  /**
   * The reasons that keep the server out or change its weight; empty when there is nothing to
   * report.
   */
  String why(long nowNanos) {
    if (isPlain(nowNanos)) {
      return "";
    }
    var reasons = new ArrayList<String>(2);
    switch (intervention) {
      case Intervention.None() -> {}
      case Intervention.Weight(int wanted) -> reasons.add("weight " + wanted + " by the operator");
      case Intervention.Down() -> reasons.add("taken down by the operator");
      case Intervention.Drain(long deadline) ->
          reasons.add(
              drained
                  ? "drained by the operator"
                  : "being drained by the operator, removed in " + span(deadline - nowNanos));
    }
    reasons.addAll(results.objections());
    if (holdDown.holds(nowNanos)) {
      reasons.add(
          "kept out for "
              + span(holdDown.heldUntil() - nowNanos)
              + " for failing, of "
              + span(holdDown.lengthNanos()));
    }
    if (up && intervention instanceof Intervention.None) {
      reasons.addAll(whyWeight());
    }
    return String.join("; ", reasons);
  }

  private boolean isPlain(long nowNanos) {
    return intervention instanceof Intervention.None
        && results.pass()
        && !holdDown.holds(nowNanos)
        && fullWeight == config.weight()
        && weight == fullWeight;
  }

  /** Whether the reasons contain a time, which changes without an event. */
  boolean showsTime(long nowNanos) {
    return holdDown.holds(nowNanos) || (intervention instanceof Intervention.Drain && !drained);
  }

  private List<String> whyWeight() {
    var reasons = new ArrayList<String>(2);
    if (fullWeight != config.weight()) {
      reasons.add("weight " + fullWeight + " by its checks, not " + config.weight());
    }
    if (weight != fullWeight) {
      reasons.add("slow start, " + weight + " of " + fullWeight);
    }
    return reasons;
  }

  /** Whole seconds, rounded up; milliseconds below one second. */
  private static String span(long nanos) {
    long positive = Math.max(0, nanos);
    long second = Duration.ofSeconds(1).toNanos();
    return positive < second
        ? Math.ceilDiv(positive, Duration.ofMillis(1).toNanos()) + "ms"
        : Math.ceilDiv(positive, second) + "s";
  }
}
