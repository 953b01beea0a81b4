package org.holdfast.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The results of the checks of one server. Used by the owner of its pool only. */
final class CheckResults {

  private final List<ServerConfig.Use> checks;
  private final List<CheckResult> found;

  /**
   * The result of one check.
   *
   * @param awaited whether the check must pass before the server is up
   * @param advice the advice of the last run that passed
   * @param failure the last failure, in words
   */
  private record CheckResult(Verdict verdict, boolean awaited, Advice advice, String failure) {

    static CheckResult none(boolean awaited) {
      return new CheckResult(Verdict.UNDECIDED, awaited, Advice.NONE, "");
    }

    /**
     * After a forgiven failure, or a run that did not take place, the last advice remains in force.
     */
    CheckResult next(Verdict now, ProbeResult result) {
      return switch (result) {
        case ProbeResult.Passed(_, Advice said) -> new CheckResult(now, awaited, said, failure);
        case ProbeResult.Failed(_, String words) -> new CheckResult(now, awaited, advice, words);
        case ProbeResult.Unheard _, ProbeResult.NotRun _ ->
            new CheckResult(now, awaited, advice, failure);
      };
    }

    boolean passes() {
      return switch (verdict) {
        case WELL -> true;
        case NOT_WELL -> false;
        case UNDECIDED -> !awaited;
      };
    }

    boolean decidesAs(CheckResult other) {
      return verdict == other.verdict && advice.equals(other.advice);
    }
  }

  /** Creates results of checks that have not been run yet. */
  CheckResults(List<ServerConfig.Use> checks) {
    this.checks = checks;
    found = new ArrayList<>(checks.size());
    for (var check : checks) {
      found.add(CheckResult.none(check.startDown()));
    }
  }

  /**
   * Creates results for a server that an earlier run of the agent knew.
   *
   * @param served whether the server served then: this is assumed until each check has been run
   */
  CheckResults(List<ServerConfig.Use> checks, boolean served) {
    this.checks = checks;
    found = new ArrayList<>(checks.size());
    for (int i = 0; i < checks.size(); i++) {
      found.add(CheckResult.none(!served));
    }
  }

  /**
   * Keeps the results of the checks that are also among {@code earlier}. For a new or changed
   * check, the server's previous state is assumed until the check has been run.
   */
  CheckResults(List<ServerConfig.Use> checks, CheckResults earlier) {
    this.checks = checks;
    found = new ArrayList<>(checks.size());
    for (var check : checks) {
      found.add(earlier.of(check.spec()).orElseGet(() -> CheckResult.none(!earlier.pass())));
    }
  }

  private Optional<CheckResult> of(CheckSpec spec) {
    for (int i = 0; i < checks.size(); i++) {
      if (checks.get(i).spec().equals(spec)) {
        return Optional.of(found.get(i));
      }
    }
    return Optional.empty();
  }

  /** Records a result; returns whether the verdict or the advice changed. */
  boolean record(int check, Verdict verdict, ProbeResult result) {
    var before = found.get(check);
    var now = before.next(verdict, result);
    found.set(check, now);
    return !now.decidesAs(before);
  }

  /** Whether all results so far are good, and every awaited check has passed. */
  boolean pass() {
    for (var result : found) {
      if (!result.passes()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a check has failed; a check that has not been run yet has not failed. */
  boolean fail() {
    for (var result : found) {
      if (result.verdict() == Verdict.NOT_WELL) {
        return true;
      }
    }
    return false;
  }

  int weight(int configured) {
    if (found.isEmpty()) {
      return configured; // tens of thousands of servers may have no check
    }
    return AdvisedWeight.of(configured, found.stream().map(CheckResult::advice).toList());
  }

  /** The reasons why the server is not up, check by check. */
  List<String> objections() {
    var objections = new ArrayList<String>();
    for (int i = 0; i < found.size(); i++) {
      var result = found.get(i);
      if (!result.passes()) {
        objections.add(
            checks.get(i).spec().probe().words()
                + ": "
                + (result.verdict() == Verdict.UNDECIDED ? "not run yet" : result.failure()));
      }
    }
    return objections;
  }
}
