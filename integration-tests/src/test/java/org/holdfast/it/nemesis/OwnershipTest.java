package org.holdfast.it.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.holdfast.it.lab.OwnerWatch.Change;
import org.junit.jupiter.api.Test;

final class OwnershipTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static Instant at(long millis) {
    return START.plusMillis(millis);
  }

  private static Change change(long millis, String... owners) {
    return new Change(at(millis), Set.of(owners));
  }

  @Test
  void onlyTheTimesWithSeveralOwnersAreShared() {
    var changes =
        List.of(
            change(0), change(10, "a"), change(500, "a", "b"), change(550, "b"), change(900, "a"));

    assertThat(Ownership.shared(changes, START, at(2000)))
        .containsExactly(new Span(at(500), at(550)));
  }

  @Test
  void aSpanThatGoesOnIsCutAtThePresent() {
    assertThat(Ownership.shared(List.of(change(500, "a", "b")), START, at(2000)))
        .containsExactly(new Span(at(500), at(2000)));
  }

  @Test
  void aLostAnswerDoesNotPartASpan() {
    var changes =
        List.of(
            change(0, "a", "b"),
            change(300, "a"),
            change(350, "a", "b"),
            change(600, "a"),
            change(800, "a", "b"),
            change(900, "b"));

    assertThat(Ownership.shared(changes, START, at(2000)))
        .containsExactly(new Span(at(0), at(600)), new Span(at(800), at(900)));
  }

  @Test
  void aSpanThatEndedBeforeTheStepIsAnotherStepsMatter() {
    var changes = List.of(change(0, "a", "b"), change(300, "a"));

    assertThat(Ownership.shared(changes, at(300), at(2000))).isEmpty();
  }
}
