package org.holdfast.health.bfd;

/**
 * The other end as its last packet showed it (RFC 5880 section 6.8.1).
 *
 * @param discriminator its discriminator for the session, 0 while unknown
 * @param diagnostic 0 to 31
 * @param minTxNanos the shortest interval at which it would send
 * @param minRxNanos the shortest interval at which it can receive; 0 for "send nothing"
 * @param multiplier its detection multiplier: the number of missed packets after which we consider
 *     it dead
 * @param demand whether it wants no periodic packets while both ends are up
 */
public record BfdRemote(
    BfdState state,
    int discriminator,
    int diagnostic,
    long minTxNanos,
    long minRxNanos,
    int multiplier,
    boolean demand) {

  private static final long NANOS_PER_MICRO = 1_000;

  /**
   * No packet has arrived from the other end yet, or packets no longer arrive: RFC 5880's initial
   * values, with one microsecond as its receive interval.
   */
  static final BfdRemote UNKNOWN = new BfdRemote(BfdState.DOWN, 0, 0, 0, NANOS_PER_MICRO, 1, false);

  static BfdRemote of(BfdPacket packet) {
    return new BfdRemote(
        packet.state(),
        packet.myDiscriminator(),
        packet.diagnostic(),
        packet.desiredMinTxMicros() * NANOS_PER_MICRO,
        packet.requiredMinRxMicros() * NANOS_PER_MICRO,
        packet.multiplier(),
        packet.demand());
  }

  /**
   * How long the other end may be silent before it counts as lost, in nanoseconds (RFC 5880 section
   * 6.8.4).
   */
  public long detectionNanos(BfdLocal local) {
    return multiplier * Math.max(local.minRxNanos(), minTxNanos);
  }
}
