package org.holdfast.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The results of the checks of one server. Used by the owner of its pool only. */
final class Findings {

  private final List<ServerConfig.Use> checks;
  private final List<Finding> found;

  /**
   * The result of one check.
   *
   * @param awaited whether the check must pass before the server is up
   * @param advice the advice of the last run that passed
   * @param failure the last failure, in words
   */
  private record Finding(Verdict verdict, boolean awaited, Advice advice, String failure) {

    static Finding none(boolean awaited) {
      return new Finding(Verdict.UNDECIDED, awaited, Advice.NONE, "");
    }

    /** A forgiven failure, and a run that did not take place, leave the last advice in force. */
    Finding next(Verdict now, ProbeResult result) {
      return switch (result) {
        case ProbeResult.Passed(_, Advice said) -> new Finding(now, awaited, said, failure);
        case ProbeResult.Failed(_, String words) -> new Finding(now, awaited, advice, words);
        case ProbeResult.Unheard _, ProbeResult.NotRun _ ->
            new Finding(now, awaited, advice, failure);
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

  /** Creates results of checks that have not been run yet. */
  Findings(List<ServerConfig.Use> checks) {
    this.checks = checks;
    found = new ArrayList<>(checks.size());
    for (var check : checks) {
      found.add(Finding.none(check.startDown()));
    }
  }

  /**
   * Creates results for a server that an earlier life of the agent knew.
   *
   * @param served whether the server served then: this is assumed until each check has been run
   */
  Findings(List<ServerConfig.Use> checks, boolean served) {
    this.checks = checks;
    found = new ArrayList<>(checks.size());
    for (int i = 0; i < checks.size(); i++) {
      found.add(Finding.none(!served));
    }
  }

  /**
   * Keeps the results of the checks that are also among {@code earlier}. For a new or changed
   * check, the server's previous state is assumed until the check has been run.
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

  /** Records a result; returns whether the verdict or the advice changed. */
  boolean heard(int check, Verdict verdict, ProbeResult result) {
    var before = found.get(check);
    var now = before.next(verdict, result);
    found.set(check, now);
    return !now.decidesAs(before);
  }

  /** Whether all results so far are good, and every awaited check has passed. */
  boolean pass() {
    for (var finding : found) {
      if (!finding.passes()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a check has failed; a check that has not been run yet has not failed. */
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
