package org.holdfast.agent.answers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.metrics.PortAnswer;
import org.holdfast.agent.page.PageState;
import org.holdfast.agent.page.PortPages;
import org.holdfast.agent.page.Readiness;
import org.holdfast.ipvs.run.TableStatus;

/** Derives the state for the port's resources from the snapshot that all requests share. */
public final class PortFacts implements PortPages.Source {

  private final Supplier<CompletableFuture<Snapshot>> snapshots;
  private final StatusAnswer status;
  private final Events events;

  /**
   * @param snapshots shared by all requests
   */
  public PortFacts(
      Supplier<CompletableFuture<Snapshot>> snapshots, StatusAnswer status, Events events) {
    this.snapshots = snapshots;
    this.status = status;
    this.events = events;
  }

  @Override
  public CompletableFuture<List<String>> obstacles() {
    return snapshots
        .get()
        .thenApply(snapshot ->
            Readiness.obstacles(
                snapshot.instances(), snapshot.table().map(TableStatus::lastError).orElse("")));
  }

  @Override
  public CompletableFuture<Body> state(boolean gzip) {
    return snapshots.get().thenCompose(snapshot -> gzip ? compressed(snapshot) : state(snapshot));
  }

  private CompletableFuture<Body> state(Snapshot snapshot) {
    return status
        .report(snapshot)
        .thenCompose(report ->
            snapshot.once(
                "page state",
                () -> StatusAnswer.bodyOf(report, PageState.of(report, events.after(0)))));
  }

  private CompletableFuture<Body> compressed(Snapshot snapshot) {
    return state(snapshot)
        .thenCompose(state -> snapshot.once("compressed page state", () -> gzip(state)));
  }

  private static Body gzip(Body state) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      for (var pieces = state.pieces(); pieces.hasNext(); ) {
        gzip.write(pieces.next());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return Body.of(bytes.toByteArray());
  }

  @Override
  public PortAnswer.ChangeSource changes() {
    return changed -> {
      Consumer<AgentEvent> follower = _ -> changed.run();
      var _ = events.follow(follower);
      return () -> events.unfollow(follower);
    };
  }
}
