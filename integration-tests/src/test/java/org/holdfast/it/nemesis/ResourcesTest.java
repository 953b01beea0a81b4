package org.holdfast.it.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.it.nemesis.Resources.Sample;
import org.junit.jupiter.api.Test;

final class ResourcesTest {
  private final Resources resources = new Resources();

  private List<String> look(long pid, long descriptors, int times) {
    List<String> complaints = List.of();
    for (int at = 0; at < times; at++) {
      complaints = resources.add(new Sample(pid, 90_000, descriptors, 25, 1));
    }
    return complaints;
  }

  @Test
  void aProcessThatStaysAsItIsPasses() {
    assertThat(look(1, 70, 100)).isEmpty();
  }

  @Test
  void descriptorsThatGrowAreALeak() {
    assertThat(look(1, 70, 6)).isEmpty();
    assertThat(look(1, 91, 5)).containsExactly("descriptors grew from 70 to 91");
  }

  @Test
  void aPeakIsNoLeak() {
    look(1, 70, 6);
    look(1, 150, 4);

    assertThat(look(1, 70, 5)).isEmpty();
  }

  @Test
  void anotherProcessStartsAnew() {
    look(1, 70, 20);

    assertThat(look(2, 120, 20)).isEmpty();
  }

  @Test
  void moreThanAnAgentEverNeedsIsTooMuch() {
    assertThat(look(1, 201, 4)).isEmpty();
    assertThat(look(1, 201, 1))
        .containsExactly("201 descriptors, and never fewer in 5 looks (allowed: 200)");
  }
}
