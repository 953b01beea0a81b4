package org.holdfast.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the checks of one server have said. For its pool's owner alone. */
final class Findings {

  private final List<ServerConfig.Use> checks;
  private final List<Finding> found;

  /**
   * What one check has said.
   *
   * @param awaited whether it must pass before the server is up
   * @param advice of the last run that passed
   * @param failure of the last that failed, in words
   */
  private record Finding(Verdict verdict, boolean awaited, Advice advice, String failure) {

    static Finding none(boolean awaited) {
      return new Finding(Verdict.UNDECIDED, awaited, Advice.NONE, "");
    }

    /** A failure that is forgiven, and what was not run, leave the last advice standing. */
    Finding next(Verdict now, ProbeResult result) {
      return switch (result) {
        case ProbeResult.Passed(_, Advice said) -> new Finding(now, awaited, said, failure);
        case ProbeResult.Failed(_, String words) -> new Finding(now, awaited, advice, words);
        case ProbeResult.NotRun _ -> new Finding(now, awaited, advice, failure);
      };
    }

    boolean passes() {
      return switch (verdict) {
        case WELL -> true;
        case NOT_WELL -> false;
        case UNDECIDED -> !awaited;
      };
    }

    boolean decidesAs(Finding other) {
      return verdict == other.verdict && advice.equals(other.advice);
    }
  }

  /** Nothing has been said yet. */
  Findings(List<ServerConfig.Use> checks) {
    this.checks = checks;
    found = new ArrayList<>(checks.size());
    for (var check : checks) {
      found.add(Finding.none(check.startDown()));
    }
  }

  /**
   * Nothing has been said yet of a server that an earlier life of the agent knew.
   *
   * @param served whether it served then: that is believed until each check has been run
   */
  Findings(List<ServerConfig.Use> checks, boolean served) {
    this.checks = checks;
    found = new ArrayList<>(checks.size());
    for (int i = 0; i < checks.size(); i++) {
      found.add(Finding.none(!served));
    }
  }

  /**
   * What {@code earlier} had heard of the checks that are among these too. Of one that is new, or
   * that was changed, what was believed of the server is believed until it has been run.
   */
  Findings(List<ServerConfig.Use> checks, Findings earlier) {
    this.checks = checks;
    found = new ArrayList<>(checks.size());
    for (var check : checks) {
      found.add(earlier.of(check.spec()).orElseGet(() -> Finding.none(!earlier.pass())));
    }
  }

  private Optional<Finding> of(CheckSpec spec) {
    for (int i = 0; i < checks.size(); i++) {
      if (checks.get(i).spec().equals(spec)) {
        return Optional.of(found.get(i));
      }
    }
    return Optional.empty();
  }

  /** Whether it says something new: another verdict, another advice. */
  boolean heard(int check, Verdict verdict, ProbeResult result) {
    var before = found.get(check);
    var now = before.next(verdict, result);
    found.set(check, now);
    return !now.decidesAs(before);
  }

  /** All that has been said is good, and what must be said before the server is up has been. */
  boolean pass() {
    for (var finding : found) {
      if (!finding.passes()) {
        return false;
      }
    }
    return true;
  }

  /** A check has failed; one that has not been run yet has not. */
  boolean fail() {
    for (var finding : found) {
      if (finding.verdict() == Verdict.NOT_WELL) {
        return true;
      }
    }
    return false;
  }

  int weight(int configured) {
    return AdvisedWeight.of(configured, found.stream().map(Finding::advice).toList());
  }

  /** What keeps the server from being up, check by check. */
  List<String> objections() {
    var objections = new ArrayList<String>();
    for (int i = 0; i < found.size(); i++) {
      var finding = found.get(i);
      if (!finding.passes()) {
        objections.add(
            checks.get(i).spec().probe().words()
                + ": "
                + (finding.verdict() == Verdict.UNDECIDED ? "not run yet" : finding.failure()));
      }
    }
    return objections;
  }
}
