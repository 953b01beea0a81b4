package org.holdfast.agent.control;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.listen.Body;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the control socket and its handler.
 *
 * @param method {@code GET}, {@code POST}, {@code PUT} or {@code DELETE}
 * @param path versioned, with names in braces for one segment each: {@code /v1/instances/{name}}
 * @param type the media type of the handler's responses
 * @param feed serves requests with the parameter {@code follow}; null if the resource has no stream
 */
public record ControlRoute(
    String method,
    String path,
    Access access,
    String type,
    BodyHandler handler,
    @Nullable Feed feed) {

  static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  /** Returns a route that reads a resource. */
  public static ControlRoute get(String path, Handler handler) {
    return new ControlRoute("GET", path, Access.READ, JSON, bytes(handler), null);
  }

  /** Returns a route that reads a resource; many clients may share one response. */
  public static ControlRoute getShared(String path, BytesHandler handler) {
    return new ControlRoute("GET", path, Access.READ, JSON, body(handler), null);
  }

  /** Like {@link #getShared}, for a body that may be made while the client reads. */
  public static ControlRoute getPieces(String path, BodyHandler handler) {
    return new ControlRoute("GET", path, Access.READ, JSON, handler, null);
  }

  /** Like {@link #getShared}, for plain text instead of JSON. */
  public static ControlRoute getSharedText(String path, BytesHandler handler) {
    return new ControlRoute("GET", path, Access.READ, TEXT, body(handler), null);
  }

  /** Returns a route that reads a resource, for callers that may make changes. */
  public static ControlRoute getGuarded(String path, Handler handler) {
    return new ControlRoute("GET", path, Access.CHANGE, JSON, bytes(handler), null);
  }

  /** Like {@link #getGuarded}; many clients may share one response. */
  public static ControlRoute getGuardedShared(String path, BytesHandler handler) {
    return new ControlRoute("GET", path, Access.CHANGE, JSON, body(handler), null);
  }

  /** Like {@link #getGuardedShared}, for plain text instead of JSON. */
  public static ControlRoute getGuardedText(String path, BytesHandler handler) {
    return new ControlRoute("GET", path, Access.CHANGE, TEXT, body(handler), null);
  }

  /** Returns a route that reads a resource with secrets. */
  public static ControlRoute getSecret(String path, Handler handler) {
    return new ControlRoute("GET", path, Access.OWN, JSON, bytes(handler), null);
  }

  /** Returns a route that reads a resource or follows it as it grows. */
  public static ControlRoute getOrFollow(String path, Handler handler, Feed feed) {
    return new ControlRoute("GET", path, Access.READ, JSON, bytes(handler), feed);
  }

  /** Returns a route that makes a change. */
  public static ControlRoute post(String path, Handler handler) {
    return new ControlRoute("POST", path, Access.CHANGE, JSON, bytes(handler), null);
  }

  private static BodyHandler bytes(Handler handler) {
    return body(request ->
        handler.answer(request).thenApply(json -> json.getBytes(StandardCharsets.UTF_8)));
  }

  private static BodyHandler body(BytesHandler handler) {
    return request -> handler.answer(request).thenApply(Body::of);
  }

  /** Responds to requests with a body that several requests may share. */
  @FunctionalInterface
  public interface BodyHandler {

    /** Like {@link Handler#answer}. */
    CompletableFuture<Body> answer(ControlRequest request);
  }

  /** Responds to requests with bytes that several requests may share. */
  @FunctionalInterface
  public interface BytesHandler {

    /**
     * Like {@link Handler#answer}.
     *
     * @return the body in UTF-8, which must no longer change
     */
    CompletableFuture<byte[]> answer(ControlRequest request);
  }

  /** Responds to a request. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Called on the control loop; must not block.
     *
     * @return JSON; fails with a {@link RefusedException} to refuse the request
     */
    CompletableFuture<String> answer(ControlRequest request);
  }
}
