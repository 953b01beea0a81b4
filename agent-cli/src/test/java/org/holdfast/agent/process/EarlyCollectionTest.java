package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EarlyCollectionTest {

  private static final long MEBIBYTE = 1 << 20;

  private long used;
  private long needed;
  private int collections;
  private final EarlyCollection heap =
      new EarlyCollection(
          () -> used,
          () -> {
            used = needed;
            collections++;
          });

  private void look(long mebibytes) {
    used = mebibytes * MEBIBYTE;
    heap.look();
  }

  @Test
  void aSmallHeapIsLeftToTheJvm() {
    look(10);
    look(128);
    assertThat(collections).isZero();
    look(129);
    assertThat(collections).isEqualTo(1);
  }

  @Test
  void aHeapMayGrowToOneAndAHalfTimesOfWhatItNeedsAndSomeRoom() {
    needed = 80 * MEBIBYTE;
    look(100);
    look(198);
    assertThat(collections).isZero();
    look(199);
    assertThat(collections).isEqualTo(1);
    look(168);
    assertThat(collections).isEqualTo(1);
    look(169);
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void aHeapThatNeedsMoreThanBeforeIsNotCollectedAtEachLook() {
    needed = 300 * MEBIBYTE;
    look(90);
    look(400);
    look(401);
    look(498);
    assertThat(collections).isEqualTo(1);
  }
}
