package org.holdfast.agent;

import org.holdfast.health.Verdict;
import org.holdfast.vrrp.TrackVerdict;

/** Translates the verdicts of checks, scripts and process watches for the instances. */
final class TrackVerdicts {

  private TrackVerdicts() {}

  static TrackVerdict of(Verdict verdict) {
    return switch (verdict) {
      case UNDECIDED -> TrackVerdict.UNDECIDED;
      case WELL -> TrackVerdict.WELL;
      case NOT_WELL -> TrackVerdict.FAILED;
    };
  }
}
