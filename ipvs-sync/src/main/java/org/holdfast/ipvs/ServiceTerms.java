package org.holdfast.ipvs;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a virtual service schedules.
 *
 * @param scheduler such as wlc; loaded by the kernel when it is first named
 * @param flags of the scheduler and of the service
 * @param persistence how long a client stays with its server, in whole seconds; zero for not at all
 * @param persistencePrefix how many leading bits of a client's address count: 32 or 128 for all
 * @param persistenceEngine such as sip; null for the address alone
 */
public record ServiceTerms(
    String scheduler,
    Set<Flag> flags,
    Duration persistence,
    int persistencePrefix,
    @Nullable String persistenceEngine) {

  /** Leaves {@link Flag#HASHED} out: every service has it. */
  public ServiceTerms {
    flags = flags.stream().filter(f -> f != Flag.HASHED).collect(Collectors.toUnmodifiableSet());
  }

  /** The kernel's IP_VS_SVC_F_*, by ipvsadm's names. */
  public enum Flag {
    /**
     * The service is in the kernel's hash table. The kernel sets it on every service; a service
     * that is added with it could never be found again, so it is no part of any terms.
     */
    HASHED(0x2),
    /** One packet, one decision (ops). */
    ONE_PACKET(0x4),
    /** sh-fallback, mh-fallback. */
    SCHEDULER_1(0x8),
    /** sh-port, mh-port. */
    SCHEDULER_2(0x10),
    SCHEDULER_3(0x20);

    private final int bit;

    Flag(int bit) {
      this.bit = bit;
    }

    /** The kernel's bit. */
    public int bit() {
      return bit;
    }
  }
}
