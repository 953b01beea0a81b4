package org.holdfast.agent.process;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RealTimeExcessTest {

  private final Queue<Runnable> loop = new ArrayDeque<>();

  @SuppressWarnings("unchecked") // a mock of a generic type
  private final Consumer<String> orderly = mock(Consumer.class);

  private final Watchdog.Listener ending = mock(Watchdog.Listener.class);

  @Test
  void anAgentWhoseElectionTurnsEndsInOrderAndOnce() {
    var excess = new RealTimeExcess(Runnable::run, orderly, ending, Duration.ZERO);
    excess.run();
    excess.run();
    verify(orderly, times(1)).accept(contains("process.real-time.limit"));
    verify(ending, never()).hangs(any(), any());
  }

  @Test
  void anAgentWhoseElectionHangsEndsAtOnce() {
    var excess = new RealTimeExcess(loop::add, orderly, ending, Duration.ZERO);
    Objects.requireNonNull(loop.poll()).run(); // the loop has turned before
    excess.run();
    excess.run();
    verify(orderly, times(1)).accept(any());
    verify(ending, times(1)).hangs(Duration.ZERO, Thread.currentThread());
  }
}
