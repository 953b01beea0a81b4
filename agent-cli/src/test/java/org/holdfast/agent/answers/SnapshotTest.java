package org.holdfast.agent.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.vrrp.io.StaticStatus;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

final class SnapshotTest {

  private static final AgentConfig CONFIG = Mockito.mock(AgentConfig.class);

  private static Snapshot.Sources sources(CompletableFuture<List<BfdStatus>> sessions) {
    return new Snapshot.Sources(
        () -> CompletableFuture.completedFuture(List.of()),
        () -> CompletableFuture.completedFuture(StaticStatus.NONE),
        () -> CompletableFuture.completedFuture(List.of()),
        () -> CompletableFuture.completedFuture(Optional.empty()),
        () -> sessions,
        List::of);
  }

  @Test
  void isCompleteWhenAllPartsHaveResponded() {
    var sessions = new CompletableFuture<List<BfdStatus>>();
    var taken = Snapshot.take(() -> CONFIG, sources(sessions), 3, () -> 10, Duration.ofHours(1));
    assertThat(taken).isNotDone();
    sessions.complete(List.of());
    assertThat(taken.join().uptimeNanos()).isEqualTo(7);
  }

  @Test
  void failsWhenAPartDoesNotRespond() {
    var silent = new CompletableFuture<List<BfdStatus>>();
    var taken = Snapshot.take(() -> CONFIG, sources(silent), 0, () -> 0, Duration.ofMillis(1));
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(taken::join)
        .withCauseInstanceOf(TimeoutException.class);
  }
}
