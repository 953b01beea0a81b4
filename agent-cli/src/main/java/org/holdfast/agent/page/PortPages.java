package org.holdfast.agent.page;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.metrics.PortAnswer;
import org.holdfast.agent.metrics.PortRequest;
import org.holdfast.agent.metrics.PortResources;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the port serves besides the metrics. {@code /healthz} is answered by the port's loop
 * alone; {@code /readyz} and the page's data need the snapshot that all requests share.
 */
public final class PortPages implements PortResources {

  private static final long PATIENCE_SECONDS = 5;

  /** The names under which a browser reaches a loopback address without DNS. */
  private static final Pattern LOCAL =
      Pattern.compile("(localhost|[0-9.]+|\\[[0-9a-f:.]+])(:[0-9]+)?");

  private static final String GUIDE =
      """
      Holdfast

      /metrics  metrics for Prometheus
      /healthz  200 while the agent is alive
      /readyz   200 while every instance is master or backup and the IPVS table is kept;
                503 and the reasons otherwise
      """;
  private static final String PAGE_IS_ON =
      """
      /         the status page, for browsers
      /state    the data of the status page, as JSON
      /changes  an event whenever that data changes (text/event-stream)
      """;
  private static final String PAGE_IS_OFF =
      "The status page is off; \"metrics: {page: true}\" in the configuration turns it on.\n";

  /** The state of the agent. All requests that arrive at the same time share an answer. */
  public interface Source {

    /** Returns {@link Readiness#obstacles}. */
    CompletableFuture<List<String>> obstacles();

    /** Returns {@link PageState} as JSON in UTF-8; compressed by gzip if {@code gzip}. */
    CompletableFuture<Body> state(boolean gzip);

    /** Reports the agent's events. */
    PortAnswer.ChangeSource changes();
  }

  private final Source source;
  private final @Nullable StatusPage page;
  private final boolean loopback;

  /**
   * @param page whether the status page is served
   * @param loopback whether the port listens at a loopback address; the page then refuses the names
   *     of other hosts, under which a web site could have a browser on this host read it
   */
  public PortPages(Source source, boolean page, boolean loopback) {
    this.source = source;
    this.page = page ? StatusPage.load() : null;
    this.loopback = loopback;
  }

  @Override
  public CompletableFuture<PortAnswer> answer(PortRequest request) {
    return switch (request.path()) {
      case "/healthz" -> done(PortAnswer.text(200, "alive"));
      case "/readyz" -> ready();
      case "/" ->
          done(page != null && request.accept().contains("text/html") ? shown(request) : guide());
      case "/state" -> page == null ? notFound() : state(request);
      case "/changes" -> page == null ? notFound() : changes(request);
      default -> notFound();
    };
  }

  private static CompletableFuture<PortAnswer> done(PortAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private static CompletableFuture<PortAnswer> notFound() {
    return done(PortAnswer.text(404, "no such resource; / lists those of this port"));
  }

  private PortAnswer guide() {
    return PortAnswer.text(200, (GUIDE + (page == null ? PAGE_IS_OFF : PAGE_IS_ON)).strip());
  }

  private CompletableFuture<PortAnswer> ready() {
    return source
        .obstacles()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .handle((obstacles, failure) -> {
          if (obstacles == null) {
            return PortAnswer.text(503, "the agent does not answer: " + failure);
          }
          return obstacles.isEmpty()
              ? PortAnswer.text(200, "ready")
              : PortAnswer.text(503, String.join("\n", obstacles));
        });
  }

  private PortAnswer shown(PortRequest request) {
    return page == null || isForeign(request) ? foreign() : page.answer();
  }

  private CompletableFuture<PortAnswer> changes(PortRequest request) {
    return done(isForeign(request) ? foreign() : new PortAnswer.Changes(source.changes()));
  }

  private CompletableFuture<PortAnswer> state(PortRequest request) {
    if (isForeign(request)) {
      return done(foreign());
    }
    boolean gzip = request.acceptEncoding().toLowerCase(Locale.ROOT).contains("gzip");
    return source
        .state(gzip)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .thenApply(body -> new PortAnswer.Whole(200, "application/json", headers(gzip), body));
  }

  private static Map<String, String> headers(boolean gzip) {
    var headers =
        new HashMap<>(
            Map.of(
                "Cache-Control", "no-store",
                "Vary", "Accept-Encoding",
                "X-Content-Type-Options", "nosniff",
                "Cross-Origin-Resource-Policy", "same-origin"));
    if (gzip) {
      headers.put("Content-Encoding", "gzip");
    }
    return headers;
  }

  private boolean isForeign(PortRequest request) {
    return loopback && !LOCAL.matcher(request.host().toLowerCase(Locale.ROOT)).matches();
  }

  private static PortAnswer foreign() {
    return PortAnswer.text(
        421,
        "this port listens at a loopback address: ask for the page by localhost or by the address");
  }
}
