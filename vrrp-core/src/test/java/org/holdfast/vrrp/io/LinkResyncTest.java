package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.holdfast.linux.LinuxException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkResyncTest {

  private static final Interest ETH0 = new Interest(Set.of("eth0"), Set.of());

  private record Due(long at, long order, Runnable task) {}

  private final PriorityQueue<Due> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
  private final List<Long> looks = new ArrayList<>();
  private final List<Boolean> taken = new ArrayList<>();
  private long now;
  private long order;
  private boolean holdsStill = true;
  private boolean answers = true;

  private final LinkResync resync =
      new LinkResync(
          this::later,
          this::later,
          this::lister,
          new LinkResync.Receiver() {
            @Override
            public Interest interest() {
              return ETH0;
            }

            @Override
            public Changes.Mark snapshotBegins() {
              return new Changes.Mark(0);
            }

            @Override
            public void take(
                @Nullable LinkSnapshot snapshot, Changes.Mark begun, boolean newsWereLost) {
              taken.add(newsWereLost);
            }
          });

  private void later(Runnable task, long afterNanos) {
    tasks.add(new Due(now + afterNanos, order++, task));
  }

  private LinkSnapshot lister(Interest interest) {
    looks.add(now);
    if (!answers) {
      throw new LinuxException("list links", 110);
    }
    return new LinkSnapshot(interest, List.of(), List.of(), holdsStill);
  }

  private void runUntil(long until) {
    while (!tasks.isEmpty() && tasks.peek().at() <= until) {
      var due = tasks.poll();
      now = due.at();
      due.task().run();
    }
    now = until;
  }

  @Test
  void aLossCausesOneListingAtOnce() {
    resync.request(true);
    runUntil(60_000_000_000L);

    assertThat(looks).containsExactly(0L);
    assertThat(taken).containsExactly(true);
  }

  @Test
  void lossesDuringAListingCauseOneMoreListing() {
    assertThat(resync.request(true)).isTrue();
    assertThat(resync.request(true)).isFalse();
    assertThat(resync.request(true)).isFalse();
    runUntil(60_000_000_000L);

    assertThat(looks).containsExactly(0L, LinkResync.SHORTEST_PAUSE_NANOS);
  }

  @Test
  void repeatedLossesCauseListingsLessAndLessOften() {
    for (long at = 0; at < 60_000_000_000L; at += 10_000_000) {
      runUntil(at);
      resync.request(true);
    }

    assertThat(looks.size()).isBetween(10, 40);
    assertThat(looks.getLast() - looks.get(looks.size() - 2))
        .isEqualTo(LinkResync.LONGEST_PAUSE_NANOS);
  }

  @Test
  void anInconsistentListingIsRepeatedUntilConsistent() {
    holdsStill = false;
    resync.request(true);
    runUntil(5_000_000_000L);
    int before = looks.size();
    assertThat(before).isBetween(3, 10);

    holdsStill = true;
    runUntil(60_000_000_000L);
    assertThat(looks).hasSize(before + 1);
    assertThat(taken).doesNotContain(false);
  }

  @Test
  void aListingIsRepeatedWhenTheKernelDoesNotAnswer() {
    answers = false;
    resync.request(false);
    runUntil(1_000_000_000L);
    answers = true;
    runUntil(60_000_000_000L);

    assertThat(looks.size()).isBetween(3, 6);
    assertThat(taken).hasSameSizeAs(looks);
  }
}
