package org.holdfast.it.interop;

import static org.holdfast.it.interop.Partition.Worse.WITHOUT_HANDOVER;
import static org.holdfast.it.lab.Make.FRR;
import static org.holdfast.it.lab.Make.HOLDFAST;
import static org.holdfast.it.lab.Make.KEEPALIVED;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.it.interop.Partition.Worse;
import org.holdfast.it.lab.Make;
import org.holdfast.net.Family;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the end of a {@link Partition} where the worse router hands over: it answers until hosts
 * know the better one, so they lose nothing however long threads wait for a processor. {@code
 * -Dholdfast.return.peers=all} measures keepalived as the worse router too, and every setting
 * beside every make.
 */
@Execution(ExecutionMode.CONCURRENT)
final class ReturnIT {
  private static final boolean ALL = "all".equals(System.getProperty("holdfast.return.peers"));

  static Stream<Arguments> pairs() {
    return pairs(setting -> setting != WITHOUT_HANDOVER);
  }

  /** Returns both families, the makes and the settings of the worse router that are tried. */
  static Stream<Arguments> pairs(Predicate<Worse> settings) {
    var worse = ALL ? List.of(HOLDFAST, KEEPALIVED) : List.of(HOLDFAST);
    return Stream.of(Family.values())
        .flatMap(family -> worse.stream().flatMap(make -> pairs(family, make, settings)));
  }

  private static Stream<Arguments> pairs(Family family, Make worse, Predicate<Worse> settings) {
    return Stream.of(KEEPALIVED, FRR, HOLDFAST)
        .flatMap(better ->
            Stream.of(Worse.values())
                .filter(settings)
                .filter(setting -> setting.isDefault() || isMeasured(better, worse))
                .map(setting -> Arguments.of(family, better, worse, setting)));
  }

  /** Whether the settings that differ from the default are tried: without ALL, beside FRR only. */
  private static boolean isMeasured(Make better, Make worse) {
    return worse == HOLDFAST && (ALL || better == FRR);
  }

  @ParameterizedTest(name = "{0}: {1} comes back to {2} {3}")
  @MethodSource("pairs")
  void aThirdHostFollowsAtOnce(Family family, Make better, Make worse, Worse setting) {
    Partition.end(family, better, worse, setting);
  }
}
