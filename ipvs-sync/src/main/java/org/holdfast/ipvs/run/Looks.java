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
 * Whose turn it is to be compared with the kernel, and when: suspects at once, all others within a
 * round, a part of the table at a time. For one thread.
 *
 * <p>A weight is how many rows of the table have to be read.
 */
final class Looks {

  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Duration LONG_ROUND = Duration.ofMillis(1600);

  /** Rows that one look reads: a few milliseconds, which a change may wait for. */
  private static final int LOOK = 500;

  private static final int MOST_LOOKS = 64;

  private final Set<ServiceKey> suspects = new LinkedHashSet<>();
  private final ArrayDeque<ServiceKey> round = new ArrayDeque<>();
  private final Set<ServiceKey> preferred = new LinkedHashSet<>();

  /** Something is wrong with it, or may be. */
  void suspect(ServiceKey service) {
    suspects.add(service);
  }

  /** Whether a look is due at once. */
  boolean areDue() {
    return !suspects.isEmpty();
  }

  /** All suspects, who are it no more. */
  List<ServiceKey> takeSuspects() {
    var taken = List.copyOf(suspects);
    suspects.clear();
    return taken;
  }

  /** Whether everything of the round has had its turn. */
  boolean isRoundOver() {
    return round.isEmpty();
  }

  /** The preferred services have the first turns. */
  void beginRound(Collection<ServiceKey> services) {
    preferred.stream().filter(services::contains).forEach(round::add);
    services.stream().filter(service -> !preferred.contains(service)).forEach(round::add);
    preferred.clear();
  }

  /** Begins anew with the next look, and with these services. */
  void prefer(Collection<ServiceKey> services) {
    preferred.addAll(services);
    breakOff();
  }

  /** Begins anew with the next look: what the round began with holds no more. */
  void breakOff() {
    round.clear();
  }

  /**
   * Whose turn it is now.
   *
   * @param all the weight of the whole table
   * @param weight of each, 0 for what is there no more
   */
  List<ServiceKey> next(int all, ToIntFunction<ServiceKey> weight) {
    var part = new LinkedHashSet<ServiceKey>();
    int most = Math.max(LOOK, all / MOST_LOOKS + 1);
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
   * From the beginning of a look to that of the next.
   *
   * @param all the weight of the whole table
   */
  Duration pause(int all) {
    if (areDue()) {
      return ROUND.dividedBy(MOST_LOOKS);
    }
    int looks = Math.min(MOST_LOOKS, 1 + all / LOOK);
    return (looks == 1 ? ROUND : LONG_ROUND).dividedBy(looks);
  }
}
