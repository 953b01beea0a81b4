package org.holdfast.agent;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.config.ConfigFile.Source;
import org.holdfast.agent.control.Route;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.StatusReport;

/** What the control socket serves of what is known; docs/openapi.yaml has a path for each. */
final class ControlRoutes {

  private ControlRoutes() {}

  static List<Route> of(
      Supplier<CompletableFuture<StatusReport>> status,
      Explanations explanations,
      Events events,
      Supplier<Source> source) {
    var feed = new EventFeed(events, status);
    return List.of(
        Route.get("/v1/status", _ -> status.get().thenApply(StatusReport::toJson)),
        Route.get(
            "/v1/instances/{name}/explanation", request -> explanations.of(request.at("name"))),
        Route.getOrFollow("/v1/events", feed::list, feed),
        Route.getGuarded(
            "/v1/config", _ -> CompletableFuture.completedFuture(Json.pretty(source.get()))));
  }
}
