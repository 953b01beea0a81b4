package org.holdfast.agent.control;

import java.util.concurrent.CompletableFuture;

/**
 * A resource of the control socket and who answers for it.
 *
 * @param method {@code GET}, {@code POST}, {@code PUT} or {@code DELETE}
 * @param path versioned, with names in braces for one segment each: {@code /v1/instances/{name}}
 */
public record Route(String method, String path, Access access, Handler handler) {

  /** A resource that is read. */
  public static Route get(String path, Handler handler) {
    return new Route("GET", path, Access.READ, handler);
  }

  /** Something that is done. */
  public static Route post(String path, Handler handler) {
    return new Route("POST", path, Access.CHANGE, handler);
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
