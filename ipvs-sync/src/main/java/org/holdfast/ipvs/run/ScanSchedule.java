package org.holdfast.ipvs.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.holdfast.ipvs.ServiceKey;

/**
 * Decides when each service is compared with the kernel: suspects at once, all others once per
 * round, a part of the table at a time. Not thread-safe.
 *
 * <p>A service's weight is the number of rows of the table that have to be read for it.
 */
final class ScanSchedule {

  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration LONG_ROUND = Duration.ofMillis(1600);

  /** The rows that one scan reads: a few milliseconds, for which a change may have to wait. */
  private static final int ROWS_PER_SCAN = 500;

  private static final int MOST_SCANS = 64;

  private final Set<ServiceKey> suspects = new LinkedHashSet<>();
  private final ArrayDeque<ServiceKey> round = new ArrayDeque<>();
  private final Set<ServiceKey> preferred = new LinkedHashSet<>();

  /** Records that a service is, or may be, wrong in the table. */
  void suspect(ServiceKey service) {
    suspects.add(service);
  }

  /** Whether a scan is due at once. */
  boolean isScanDue() {
    return !suspects.isEmpty();
  }

  /** Removes and returns all suspects. */
  List<ServiceKey> takeSuspects() {
    var taken = List.copyOf(suspects);
    suspects.clear();
    return taken;
  }

  /** Whether every service of the round has been scanned. */
  boolean isRoundOver() {
    return round.isEmpty();
  }

  /** Begins a round with the preferred services first. */
  void beginRound(Collection<ServiceKey> services) {
    preferred.stream().filter(services::contains).forEach(round::add);
    services.stream().filter(service -> !preferred.contains(service)).forEach(round::add);
    preferred.clear();
  }

  /** Abandons the current round; the next scan starts a new one with these services first. */
  void prefer(Collection<ServiceKey> services) {
    preferred.addAll(services);
    abandonRound();
  }

  /**
   * Abandons the current round, whose list of services is outdated; the next scan starts a new one.
   */
  void abandonRound() {
    round.clear();
  }

  /**
   * The services to scan now.
   *
   * @param all the weight of the whole table
   * @param weight returns the weight of a service, 0 for one that no longer exists
   */
  List<ServiceKey> next(int all, ToIntFunction<ServiceKey> weight) {
    var part = new LinkedHashSet<ServiceKey>();
    int most = Math.max(ROWS_PER_SCAN, all / MOST_SCANS + 1);
    for (int sum = 0; !round.isEmpty() && sum < most; ) {
      var service = round.poll();
      int rows = weight.applyAsInt(service);
      if (rows > 0) {
        part.add(service);
        sum += rows;
      }
    }
    return List.copyOf(part);
  }

  /**
   * The time from the beginning of a scan to the beginning of the next.
   *
   * @param all the weight of the whole table
   */
  Duration pause(int all) {
    if (isScanDue()) {
      return ROUND.dividedBy(MOST_SCANS);
    }
    int scans = Math.min(MOST_SCANS, 1 + all / ROWS_PER_SCAN);
    return (scans == 1 ? ROUND : LONG_ROUND).dividedBy(scans);
  }
}
