package org.holdfast.it.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Plays a new seed in every run. A defeat prints the seed; {@code -Dholdfast.nemesis.seed=N}
 * repeats it, and {@code -Dholdfast.nemesis.minutes=N} makes it longer or shorter.
 */
@Isolated("uses all the CPU that there is")
final class NemesisIT {
  private static final int MINUTES = 3;

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void aPairHoldsWhateverHappensToIt() {
    Needs.tools(Tools.HOLDFAST, Tools.TSHARK, Tools.NFTABLES);
    long seed = Long.getLong("holdfast.nemesis.seed", Rounds.newSeed());
    Duration time = Duration.ofMinutes(Integer.getInteger("holdfast.nemesis.minutes", MINUTES));

    int steps =
        Nemesis.play(seed, time, System.out, Path.of("target", "nemesis-" + seed).toAbsolutePath());

    assertThat(steps).isPositive();
  }
}
