package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.junit.jupiter.api.Test;

final class TrackMailboxTest {

  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final List<String> received = new ArrayList<>();
  private final Set<String> unwatched = new HashSet<>();
  private final TrackMailbox mailbox =
      new TrackMailbox(
          loop::add,
          subject -> !unwatched.contains(subject.name()),
          (kind, name, verdict) -> received.add(name + " " + verdict.words()));

  private void put(String name, TrackVerdict verdict) {
    mailbox.put(TrackKind.CHECK, name, verdict);
  }

  @Test
  void theLatestVerdictOfEachTrackArrivesInOneTask() {
    put("a", TrackVerdict.FAILED);
    put("b", TrackVerdict.FAILED);
    put("a", TrackVerdict.WELL);
    assertThat(loop).hasSize(1);
    loop.remove().run();
    assertThat(loop).isEmpty();
    assertThat(received)
        .containsExactly("a " + TrackVerdict.WELL.words(), "b " + TrackVerdict.FAILED.words());
  }

  @Test
  void aVerdictAfterADeliveryArrivesToo() {
    put("a", TrackVerdict.FAILED);
    loop.remove().run();
    put("a", TrackVerdict.WELL);
    loop.remove().run();
    assertThat(received).hasSize(2);
  }

  @Test
  void tracksOfDifferentKindsWithTheSameNameBothArrive() {
    mailbox.put(TrackKind.CHECK, "a", TrackVerdict.FAILED);
    mailbox.put(TrackKind.FILE, "a", new TrackVerdict.Value(3));
    loop.remove().run();
    assertThat(received).hasSize(2);
  }

  @Test
  void aVerdictThatNobodyWatchesDoesNotWakeTheLoop() {
    unwatched.add("a");
    put("a", TrackVerdict.FAILED);
    assertThat(loop).isEmpty();
    put("b", TrackVerdict.FAILED);
    loop.remove().run();
    assertThat(received).containsExactly("b " + TrackVerdict.FAILED.words());
  }

  @Test
  void theLatestVerdictIsKeptUntilItIsAskedFor() {
    unwatched.add("a");
    put("a", TrackVerdict.FAILED);
    put("a", TrackVerdict.WELL);
    mailbox.passOnKept();
    mailbox.passOnKept();
    assertThat(received).containsExactly("a " + TrackVerdict.WELL.words());
  }

  @Test
  void aTurnOfTheLoopPassesOnAFewVerdicts() {
    int tracks = 2 * TrackMailbox.MOST_IN_A_TURN + 1;
    for (int i = 0; i < tracks; i++) {
      put("track" + i, TrackVerdict.FAILED);
    }
    int turns = 0;
    while (!loop.isEmpty()) {
      assertThat(loop).hasSize(1);
      int before = received.size();
      loop.remove().run();
      assertThat(received.size() - before).isLessThanOrEqualTo(TrackMailbox.MOST_IN_A_TURN);
      turns++;
    }
    assertThat(turns).isEqualTo(3);
    assertThat(received).hasSize(tracks).doesNotHaveDuplicates();
  }
}
