package org.holdfast.agent.publish;

import org.holdfast.health.Verdict;
import org.holdfast.vrrp.TrackVerdict;

/** Translates the verdicts of checks, scripts and process watches for the instances. */
public final class TrackVerdicts {

  private TrackVerdicts() {}

  public static TrackVerdict of(Verdict verdict) {
    return switch (verdict) {
      case UNDECIDED -> TrackVerdict.UNDECIDED;
      case WELL -> TrackVerdict.WELL;
      case NOT_WELL -> TrackVerdict.FAILED;
    };
  }
}
