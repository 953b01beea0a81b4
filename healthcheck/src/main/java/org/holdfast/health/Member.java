package org.holdfast.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One server of a pool: what its checks, the operator, damping and slow start together make of it.
 * What is heard is only written down; {@link #settle} draws the consequences.
 */
final class Member {

  private final ServerConfig config;
  private final Findings findings;
  private Intervention intervention = Intervention.NONE;
  private boolean drained;
  private HoldDown holdDown = HoldDown.NONE;
  private SlowStart slowStart = SlowStart.DONE;
  private boolean up;
  private long sinceNanos;
  // Whether coming up is coming back, and not the end of waiting for the first results.
  private boolean recovers;
  private int fullWeight;
  private int weight;

  /** Nothing has been heard yet: up unless a check must pass first. */
  Member(ServerConfig config, long nowNanos) {
    this(config, new Findings(config.checks()), nowNanos);
  }

  /** Nothing has been heard yet: up as it was in an earlier life, until a check has been run. */
  Member(ServerConfig config, boolean servedEarlier, long nowNanos) {
    this(config, new Findings(config.checks(), servedEarlier), nowNanos);
  }

  private Member(ServerConfig config, Findings findings, long nowNanos) {
    this.config = config;
    this.findings = findings;
    up = findings.pass();
    sinceNanos = nowNanos;
    recovers = up;
    weigh(nowNanos);
  }

  /** The same server, configured otherwise: as up as it was, until it is settled. */
  Member(ServerConfig config, Member earlier, long nowNanos) {
    this.config = config;
    findings = new Findings(config.checks(), earlier.findings);
    intervention = earlier.intervention;
    drained = earlier.drained;
    holdDown = earlier.holdDown;
    slowStart = earlier.slowStart;
    up = earlier.up;
    sinceNanos = earlier.sinceNanos;
    recovers = earlier.recovers;
    weigh(nowNanos);
  }

  ServerConfig config() {
    return config;
  }

  boolean up() {
    return up;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  /** With which it serves. */
  int weight() {
    return weight;
  }

  /**
   * What it adds to the sum: nothing while it is down. A slow start does not lessen it, or servers
   * that are all back would leave the sorry server in their place for as long as they grow.
   */
  int counts() {
    return up ? fullWeight : 0;
  }

  /** Whether the operator has had it drained, and so removed. */
  boolean drained() {
    return drained;
  }

  /** Whether it says something new. */
  boolean heard(int check, Verdict verdict, ProbeResult result) {
    return findings.heard(check, verdict, result);
  }

  void intervene(Intervention next) {
    intervention = next;
    drained = false;
    if (next instanceof Intervention.None) {
      holdDown = HoldDown.NONE;
    }
  }

  /** Its connections have gone. Of no meaning unless it is being drained. */
  void connectionsGone() {
    drained = intervention instanceof Intervention.Drain;
  }

  /** Draws the consequences of all that is known; whether it has come up or gone down by it. */
  boolean settle(long nowNanos) {
    if (intervention instanceof Intervention.Drain(long deadline) && nowNanos - deadline >= 0) {
      drained = true;
    }
    recovers |= findings.fail();
    boolean keptOut = drained || intervention instanceof Intervention.Down;
    boolean next = findings.pass() && !keptOut && !holdDown.holds(nowNanos);
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
      if (findings.fail()) {
        holdDown = holdDown.afterFailure(config.damping(), sinceNanos, nowNanos);
      }
    }
    up = !up;
    sinceNanos = nowNanos;
  }

  private void weigh(long nowNanos) {
    switch (intervention) {
      case Intervention.None(), Intervention.Down() -> {
        fullWeight = findings.weight(config.weight());
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

  /** When it is to be settled although nothing was heard. Asked after it was settled. */
  OptionalLong deadlineNanos(long nowNanos) {
    var deadline = OptionalLong.empty();
    if (holdDown.holds(nowNanos)) {
      deadline = earlier(deadline, holdDown.untilNanos());
    }
    if (!slowStart.done()) {
      deadline = earlier(deadline, slowStart.nextNanos(nowNanos));
    }
    if (!drained && intervention instanceof Intervention.Drain(long nanos)) {
      deadline = earlier(deadline, nanos);
    }
    return deadline;
  }

  private static OptionalLong earlier(OptionalLong a, long b) {
    return a.isPresent() && a.getAsLong() - b < 0 ? a : OptionalLong.of(b);
  }

  /** What keeps it out, and what moves its weight; empty when there is nothing to say. */
  String why(long nowNanos) {
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
    reasons.addAll(findings.objections());
    if (holdDown.holds(nowNanos)) {
      reasons.add(
          "kept out for "
              + span(holdDown.untilNanos() - nowNanos)
              + " for failing, of "
              + span(holdDown.lengthNanos()));
    }
    if (up && intervention instanceof Intervention.None) {
      reasons.addAll(whyWeight());
    }
    return String.join("; ", reasons);
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

  /** Whole seconds, as rounded up; thousandths below one. */
  private static String span(long nanos) {
    long positive = Math.max(0, nanos);
    long second = Duration.ofSeconds(1).toNanos();
    return positive < second
        ? Math.ceilDiv(positive, Duration.ofMillis(1).toNanos()) + "ms"
        : Math.ceilDiv(positive, second) + "s";
  }
}
