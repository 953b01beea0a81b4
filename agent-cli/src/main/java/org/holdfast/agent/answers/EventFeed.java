package org.holdfast.agent.answers;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.holdfast.agent.control.ControlRequest;
import org.holdfast.agent.control.Feed;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.listen.Body;
import org.jspecify.annotations.Nullable;

/**
 * Serves events, as a list or as a stream. The first line of a stream is a snapshot of the state,
 * and no event after it is left out. Events that occur while the snapshot is made are included, so
 * some of them may report changes that the snapshot already shows.
 */
final class EventFeed implements Feed {

  private final Events events;
  private final Supplier<CompletableFuture<Body>> status;
  private final String life = UUID.randomUUID().toString();

  EventFeed(Events events, Supplier<CompletableFuture<Body>> status) {
    this.events = events;
    this.status = status;
  }

  /** Returns the retained events after a sequence number, as a list. */
  CompletableFuture<String> list(ControlRequest request) {
    var after = request.parameter("after");
    try {
      long sequence = after == null ? 0 : Long.parseLong(after);
      var parts = events.after(sequence).stream().map(AgentEvent::parts).toList();
      return CompletableFuture.completedFuture(Json.pretty(Map.of("life", life, "events", parts)));
    } catch (NumberFormatException _) {
      throw RefusedException.badRequest("after: \"" + after + "\" (expected: a sequence)");
    }
  }

  @Override
  public Runnable open(ControlRequest request, Sink sink) {
    var follower = new Follower(sink);
    long since = events.follow(follower);
    var _ =
        status
            .get()
            .whenComplete((report, failure) -> {
              if (report == null) {
                sink.end(() -> Json.line(Map.of("kind", "error", "words", "" + failure)));
              } else {
                follower.begin(events.snapshot(since, Map.of("life", life)), report);
              }
            });
    return () -> events.unfollow(follower);
  }

  /** Keeps the events that occur before the snapshot has been sent. */
  private static final class Follower implements Consumer<AgentEvent> {
    private static final int MOST_HELD = 1024;

    private final Feed.Sink sink;
    private @Nullable ArrayDeque<AgentEvent> held = new ArrayDeque<>();

    private Follower(Feed.Sink sink) {
      this.sink = sink;
    }

    @Override
    public synchronized void accept(AgentEvent event) {
      if (held == null) {
        send(event);
      } else if (held.size() < MOST_HELD) {
        held.add(event);
      } else {
        sink.end(
            () -> Json.line(Map.of("kind", "overrun", "words", "too much happens; follow again")));
      }
    }

    /** Sends the snapshot, with the status as its last member; many followers share the status. */
    private synchronized void begin(AgentEvent snapshot, Body status) {
      var whole = Json.line(snapshot.parts());
      var open = whole.substring(0, whole.lastIndexOf("}}"));
      sink.line(() -> open + ",\"status\":", status, () -> "}}\n");
      if (held != null) {
        held.forEach(this::send);
        held = null;
      }
    }

    private void send(AgentEvent event) {
      sink.line(() -> Json.line(event.parts()));
    }
  }
}
