package org.holdfast.agent.answers;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.config.load.ConfigFile.Source;
import org.holdfast.agent.control.Route;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.json.Json;

/** What the control socket serves; docs/openapi.yaml has a path for each. */
public final class ControlRoutes {

  private ControlRoutes() {}

  /** What the agent says of itself; many askers share one answer. */
  public interface Status {

    /** JSON in UTF-8, indented. */
    CompletableFuture<byte[]> pretty();

    /** The same on one line without an end of line. */
    CompletableFuture<byte[]> line();
  }

  /** The configuration, and what becomes of it. */
  public interface Configuration {

    /** The file as it was when it was read. */
    Source source();

    /**
     * What the agent runs, without secrets, as JSON.
     *
     * @param defaults whether what would hold anyway is there too
     */
    CompletableFuture<String> running(boolean defaults);

    /** What {@link #reload} would change, as JSON. */
    CompletableFuture<String> diff();

    /**
     * Reads the file again and applies what differs; what came of it, as JSON.
     *
     * @param by who wants it
     */
    CompletableFuture<String> reload(String by);
  }

  public static List<Route> of(
      Status status, Explanations explanations, Events events, Configuration configuration) {
    var feed = new EventFeed(events, status::line);
    return List.of(
        Route.getShared("/v1/status", _ -> status.pretty()),
        Route.get(
            "/v1/instances/{name}/explanation", request -> explanations.of(request.at("name"))),
        Route.getOrFollow("/v1/events", feed::list, feed),
        Route.getGuarded(
            "/v1/config", request -> configuration.running(request.parameter("defaults") != null)),
        Route.getSecret(
            "/v1/config/file",
            _ -> CompletableFuture.completedFuture(Json.pretty(configuration.source()))),
        Route.getGuarded("/v1/diff", _ -> configuration.diff()),
        Route.post("/v1/reload", request -> configuration.reload(request.caller().words())));
  }
}
