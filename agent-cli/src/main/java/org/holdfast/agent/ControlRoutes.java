package org.holdfast.agent;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.config.ConfigFile.Source;
import org.holdfast.agent.control.Route;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.StatusReport;

/** What the control socket serves; docs/openapi.yaml has a path for each. */
final class ControlRoutes {

  private ControlRoutes() {}

  /** The configuration, and what becomes of it. */
  interface Configuration {

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

  static List<Route> of(
      Supplier<CompletableFuture<StatusReport>> status,
      Explanations explanations,
      Events events,
      Configuration configuration) {
    var feed = new EventFeed(events, status);
    return List.of(
        Route.get("/v1/status", _ -> status.get().thenApply(StatusReport::toJson)),
        Route.get(
            "/v1/instances/{name}/explanation", request -> explanations.of(request.at("name"))),
        Route.getOrFollow("/v1/events", feed::list, feed),
        Route.getGuarded(
            "/v1/config", request -> configuration.running(request.parameter("defaults") != null)),
        Route.getSecret(
            "/v1/config/file",
            _ -> CompletableFuture.completedFuture(Json.pretty(configuration.source()))),
        Route.get("/v1/diff", _ -> configuration.diff()),
        Route.post("/v1/reload", request -> configuration.reload(request.caller().words())));
  }
}
