package org.holdfast.agent.control;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the control socket and who answers for it.
 *
 * @param method {@code GET}, {@code POST}, {@code PUT} or {@code DELETE}
 * @param path versioned, with names in braces for one segment each: {@code /v1/instances/{name}}
 * @param feed who serves a request with the parameter {@code follow}; null when there is nothing to
 *     follow
 */
public record Route(
    String method, String path, Access access, BytesHandler handler, @Nullable Feed feed) {

  /** A resource that is read. */
  public static Route get(String path, Handler handler) {
    return new Route("GET", path, Access.READ, bytes(handler), null);
  }

  /** A resource that is read, of which many readers may share one answer. */
  public static Route getShared(String path, BytesHandler handler) {
    return new Route("GET", path, Access.READ, handler, null);
  }

  /** A resource that is read by those who may change things. */
  public static Route getGuarded(String path, Handler handler) {
    return new Route("GET", path, Access.CHANGE, bytes(handler), null);
  }

  /** A resource that holds secrets. */
  public static Route getSecret(String path, Handler handler) {
    return new Route("GET", path, Access.OWN, bytes(handler), null);
  }

  /** A resource that is read, or followed as it grows. */
  public static Route getOrFollow(String path, Handler handler, Feed feed) {
    return new Route("GET", path, Access.READ, bytes(handler), feed);
  }

  /** Something that is done. */
  public static Route post(String path, Handler handler) {
    return new Route("POST", path, Access.CHANGE, bytes(handler), null);
  }

  private static BytesHandler bytes(Handler handler) {
    return request ->
        handler.answer(request).thenApply(json -> json.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers a request with text that may be the answer to other requests as well. */
  @FunctionalInterface
  public interface BytesHandler {

    /**
     * As {@link Handler#answer}.
     *
     * @return JSON in UTF-8, which must not change any more
     */
    CompletableFuture<byte[]> answer(Request request);
  }

  /** Answers a request. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Called on the control loop; must not block.
     *
     * @return JSON; failed with a {@link RefusedException} for what the caller must be told
     */
    CompletableFuture<String> answer(Request request);
  }
}
