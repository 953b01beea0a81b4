package org.holdfast.health.bfd;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Why a session moved: typed, so that others can act on it, and in words, to be read. */
public sealed interface BfdCause {

  /** In words, for the log and for {@code status}. */
  String text();

  /** The session is new. */
  record Started() implements BfdCause {
    @Override
    public String text() {
      return "no packet yet";
    }
  }

  /** The neighbour is heard, and has moved the session upwards. */
  record Answered(BfdState theirs) implements BfdCause {
    @Override
    public String text() {
      return "the neighbour is " + theirs;
    }
  }

  /**
   * Nothing was heard for the detection time (RFC 5880 section 6.8.4): the neighbour is dead, or
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

  /** The neighbour lives and says that the session is down: it does not hear us, or it is new. */
  record NeighbourDown(int theirDiagnostic) implements BfdCause {
    @Override
    public String text() {
      return "the neighbour says Down (" + BfdDiagnostic.describe(theirDiagnostic) + ")";
    }
  }

  /** The neighbour's operator has closed the session: no failure (RFC 5882 section 3.2). */
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
