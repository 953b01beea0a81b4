package org.holdfast.it.interop;

import static org.holdfast.it.interop.Partition.Worse.WITHOUT_HANDOVER;

import java.util.stream.Stream;
import org.holdfast.it.interop.Partition.Worse;
import org.holdfast.it.lab.Make;
import org.holdfast.net.Family;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the end of a {@link Partition} where the worse router does not hand over: hosts lose what
 * they send until it has asked for the better one and announced it.
 */
@Isolated("measures the turns of three threads")
final class ReturnWithoutHandoverIT {

  static Stream<Arguments> pairs() {
    return ReturnIT.pairs(setting -> setting == WITHOUT_HANDOVER);
  }

  @ParameterizedTest(name = "{0}: {1} comes back to {2} {3}")
  @MethodSource("pairs")
  void aThirdHostFollowsAtOnce(Family family, Make better, Make worse, Worse setting) {
    Partition.end(family, better, worse, setting);
  }
}
