package org.holdfast.agent.control;

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
    String method, String path, Access access, Handler handler, @Nullable Feed feed) {

  /** A resource that is read. */
  public static Route get(String path, Handler handler) {
    return new Route("GET", path, Access.READ, handler, null);
  }

  /** A resource that is read by those who may change things. */
  public static Route getGuarded(String path, Handler handler) {
    return new Route("GET", path, Access.CHANGE, handler, null);
  }

  /** A resource that holds secrets. */
  public static Route getSecret(String path, Handler handler) {
    return new Route("GET", path, Access.OWN, handler, null);
  }

  /** A resource that is read, or followed as it grows. */
  public static Route getOrFollow(String path, Handler handler, Feed feed) {
    return new Route("GET", path, Access.READ, handler, feed);
  }

  /** Something that is done. */
  public static Route post(String path, Handler handler) {
    return new Route("POST", path, Access.CHANGE, handler, null);
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
