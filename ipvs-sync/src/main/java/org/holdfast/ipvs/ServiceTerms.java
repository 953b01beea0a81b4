package org.holdfast.ipvs;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scheduling settings of a virtual service.
 *
 * @param scheduler for example wlc; the kernel loads it when it is first named
 * @param flags the flags of the scheduler and of the service
 * @param persistence how long a client stays with its server, in whole seconds; zero for no
 *     persistence
 * @param persistencePrefix the number of leading bits of a client's address that count: 32 or 128
 *     for all
 * @param persistenceEngine for example sip; null to use only the address
 */
public record ServiceTerms(
    String scheduler,
    Set<Flag> flags,
    Duration persistence,
    int persistencePrefix,
    @Nullable String persistenceEngine) {

  /** Removes {@link Flag#HASHED}, which every service has. */
  public ServiceTerms {
    flags = flags.stream().filter(f -> f != Flag.HASHED).collect(Collectors.toUnmodifiableSet());
  }

  /** The kernel's IP_VS_SVC_F_*, with ipvsadm's names. */
  public enum Flag {
    /**
     * The service is in the kernel's hash table. The kernel sets this flag on every service; a
     * service that is added with it could never be found again, so terms never contain it.
     */
    HASHED(0x2),
    /** Every packet is scheduled separately (ops). */
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
