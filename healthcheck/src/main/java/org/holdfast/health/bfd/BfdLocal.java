package org.holdfast.health.bfd;

import java.time.Duration;
import org.holdfast.health.BfdConfig;

/**
 * The local end of a session: its configuration and our discriminator for it.
 *
 * @param discriminator not 0, unique in this process and hard to guess
 */
public record BfdLocal(
    int discriminator,
    long minTxNanos,
    long idleTxNanos,
    long minRxNanos,
    int multiplier,
    boolean passive) {

  /** RFC 5880 section 6.8.3: a session that is not up must not send more often. */
  private static final long LEAST_IDLE_NANOS = Duration.ofSeconds(1).toNanos();

  public BfdLocal {
    if (discriminator == 0 || minTxNanos <= 0 || minRxNanos <= 0) {
      throw new IllegalArgumentException("discriminator and intervals must not be 0");
    }
    if (multiplier < 1 || multiplier > 255) {
      throw new IllegalArgumentException("multiplier: " + multiplier + " (expected: 1..255)");
    }
    idleTxNanos = Math.max(Math.max(idleTxNanos, minTxNanos), LEAST_IDLE_NANOS);
  }

  /** Creates the local end from its configuration. */
  public static BfdLocal of(BfdConfig config, int discriminator) {
    return new BfdLocal(
        discriminator,
        config.desiredMinTx().toNanos(),
        config.idleTx().toNanos(),
        config.requiredMinRx().toNanos(),
        config.multiplier(),
        config.passive());
  }

  /** The interval at which we want to send in that state, in nanoseconds. */
  long desiredTxNanos(BfdState state) {
    return state == BfdState.UP ? minTxNanos : idleTxNanos;
  }
}
