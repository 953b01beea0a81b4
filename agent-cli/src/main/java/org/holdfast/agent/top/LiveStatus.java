package org.holdfast.agent.top;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.control.ControlClient.RefusedByAgentException;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.status.OrderAnswer;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Asks the agent for its status once a second, and less often if an answer takes long; sends
 * orders. The answers are changes of the screen's state, which its thread takes.
 */
final class LiveStatus implements AutoCloseable {

  private static final long LEAST_MILLIS = 1000;

  /** The pause after an answer, as a multiple of the time that it took. */
  private static final long REST = 3;

  private final ControlClient client;
  private final Path socket;
  private final NanoClock clock;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("top-", 1).factory());
  private final LinkedBlockingQueue<UnaryOperator<TopState>> changes = new LinkedBlockingQueue<>();

  LiveStatus(Path socket, NanoClock clock) {
    this.client = new ControlClient(socket);
    this.socket = socket;
    this.clock = clock;
    threads.execute(this::follow);
  }

  /** Returns the next change; null if there is none. Never blocks. */
  @Nullable UnaryOperator<TopState> poll() {
    return changes.poll();
  }

  /** Posts an order; its answer becomes the notice, or a question whether to force it. */
  void order(String resource) {
    threads.execute(() -> {
      changes.add(answer(resource));
      ask();
    });
  }

  private UnaryOperator<TopState> answer(String resource) {
    try {
      var answer = OrderAnswer.fromJson(client.post(resource, ""));
      var words =
          answer.warning().isEmpty() ? answer.words() : answer.words() + "; " + answer.warning();
      return state -> state.withNotice(words);
    } catch (RefusedByAgentException e) {
      return e.status() == RefusedException.NEEDS_FORCE
          ? state -> state.askedToForce(e.getMessage(), resource)
          : state -> state.withNotice("refused: " + e.getMessage());
    } catch (IOException e) {
      return state -> state.withNotice("no answer to the order: " + e.getMessage());
    }
  }

  private void follow() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long began = clock.nanos();
        ask();
        long took = (clock.nanos() - began) / 1_000_000;
        Thread.sleep(Math.max(LEAST_MILLIS, REST * took));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    try {
      var report = StatusReport.fromJson(client.get("/v1/status"));
      changes.add(state -> state.with(report));
    } catch (IOException e) {
      var trouble = "no agent answers on " + socket + ": " + e.getMessage();
      changes.add(state -> state.withTrouble(trouble));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
