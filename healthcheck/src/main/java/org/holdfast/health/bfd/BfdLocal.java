package org.holdfast.health.bfd;

import java.time.Duration;
import org.holdfast.health.BfdConfig;

/**
 * This end: what is configured, and the number that the session goes by here.
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

  /** RFC 5880 section 6.8.3: what is not up sends no more often. */
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

  /** As configured. */
  public static BfdLocal of(BfdConfig config, int discriminator) {
    return new BfdLocal(
        discriminator,
        config.desiredMinTx().toNanos(),
        config.idleTx().toNanos(),
        config.requiredMinRx().toNanos(),
        config.multiplier(),
        config.passive());
  }

  /** The interval that we would send at in that state. */
  long desiredTxNanos(BfdState state) {
    return state == BfdState.UP ? minTxNanos : idleTxNanos;
  }
}
