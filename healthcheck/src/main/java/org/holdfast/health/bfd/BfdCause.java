package org.holdfast.health.bfd;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Why a session moved: typed, so that other components can act on it, and in words for human
 * readers.
 */
public sealed interface BfdCause {

  /** The cause in words, for the log and for {@code status}. */
  String text();

  /** The session is new. */
  record Started() implements BfdCause {
    @Override
    public String text() {
      return "no packet yet";
    }
  }

  /** A packet from the neighbour arrived and moved the session up. */
  record Answered(BfdState theirs) implements BfdCause {
    @Override
    public String text() {
      return "the neighbour is " + theirs;
    }
  }

  /**
   * No packet came for the detection time (RFC 5880 section 6.8.4): the neighbour is dead, or
   * cannot be reached.
   */
  record Silent(long detectionNanos) implements BfdCause {
    @Override
    public String text() {
      return "no packet for "
          + BigDecimal.valueOf(detectionNanos, 6).setScale(1, RoundingMode.HALF_UP)
          + " ms";
    }
  }

  /** The neighbour is alive and reports the session down: it does not hear us, or it is new. */
  record NeighbourDown(int theirDiagnostic) implements BfdCause {
    @Override
    public String text() {
      return "the neighbour says Down (" + BfdDiagnostic.describe(theirDiagnostic) + ")";
    }
  }

  /** The neighbour's operator closed the session, which is not a failure (RFC 5882 section 3.2). */
  record NeighbourClosed() implements BfdCause {
    @Override
    public String text() {
      return "the neighbour has closed the session";
    }
  }

  /** We close the session. */
  record Closed() implements BfdCause {
    @Override
    public String text() {
      return "the session is closed";
    }
  }
}
