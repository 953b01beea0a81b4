package org.holdfast.agent.answers;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.config.load.ConfigFile.Source;
import org.holdfast.agent.control.ControlRequest;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.screen.View;

/** The routes of the control socket; docs/openapi.yaml has a path for each. */
public final class ControlRoutes {

  private ControlRoutes() {}

  /** The status of the agent; many requests share one response. */
  public interface Status {

    /** JSON in UTF-8, indented, which is made while the client reads. */
    CompletableFuture<Body> pretty();

    /** The same on one line without an end of line. */
    CompletableFuture<Body> line();

    /** The text that {@code holdfast status} prints, in UTF-8. */
    CompletableFuture<byte[]> screen(View view);

    /** The line that {@code holdfast status --check} prints, without an end of line. */
    CompletableFuture<byte[]> verdict();
  }

  /** The configuration and its reloads. */
  public interface Configuration {

    /** Returns the file as it was read. */
    Source source();

    /**
     * Returns the running configuration without secrets; many requests share one response.
     *
     * @param defaults whether the defaults are included
     */
    CompletableFuture<byte[]> running(boolean defaults);

    /** Like {@link #running}, as the text that {@code holdfast show config} prints. */
    CompletableFuture<byte[]> printed(boolean defaults);

    /** Returns the changes that {@link #reload} would make, as JSON. */
    CompletableFuture<String> diff();

    /**
     * Rereads the file and applies the differences; returns the result as JSON.
     *
     * @param by the user or the signal that requested the reload
     */
    CompletableFuture<String> reload(String by);
  }

  public static List<ControlRoute> of(
      Status status, Explanations explanations, Events events, Configuration configuration) {
    var feed = new EventFeed(events, status::line);
    return List.of(
        ControlRoute.getPieces("/v1/status", _ -> status.pretty()),
        ControlRoute.getSharedText(
            "/v1/status/table", request -> status.screen(View.of(request.query()))),
        ControlRoute.getSharedText("/v1/status/verdict", _ -> status.verdict()),
        ControlRoute.get(
            "/v1/instances/{name}/explanation", request -> explanations.of(request.at("name"))),
        ControlRoute.get(
            "/v1/services/{service}/explanation",
            request -> explanations.ofService(request.at("service"))),
        ControlRoute.get(
            "/v1/services/{service}/servers/{server}/explanation",
            request -> explanations.ofServer(request.at("service"), request.at("server"))),
        ControlRoute.getOrFollow("/v1/events", feed::list, feed),
        ControlRoute.getGuardedShared(
            "/v1/config", request -> configuration.running(hasDefaults(request))),
        ControlRoute.getGuardedText(
            "/v1/config/yaml", request -> configuration.printed(hasDefaults(request))),
        ControlRoute.getSecret(
            "/v1/config/file",
            _ -> CompletableFuture.completedFuture(Json.pretty(configuration.source()))),
        ControlRoute.getGuarded("/v1/diff", _ -> configuration.diff()),
        ControlRoute.post("/v1/reload", request -> configuration.reload(request.caller().words())));
  }

  private static boolean hasDefaults(ControlRequest request) {
    return request.parameter("defaults") != null;
  }
}
