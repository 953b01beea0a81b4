package org.holdfast.agent.control;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request. PURE. */
final class RouteMatcher {

  private final List<ControlRoute> routes;

  RouteMatcher(List<ControlRoute> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * A route and the values of the names in its path, percent-decoded.
   *
   * @param query the first value of each parameter
   */
  record Match(ControlRoute route, Map<String, String> path, Map<String, String> query) {}

  /**
   * Finds the route of a request.
   *
   * @throws RefusedException 400 if the target cannot be decoded, 404 for an unknown resource, 405
   *     for a method that the resource does not support
   */
  Match find(String method, String target) {
    try {
      return find(method, new QueryStringDecoder(target));
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest("the target cannot be decoded: " + e.getMessage());
    }
  }

  private Match find(String method, QueryStringDecoder target) {
    var segments = target.rawPath().split("/", -1);
    boolean exists = false;
    for (var route : routes) {
      var names = match(route.path().split("/", -1), segments);
      if (names != null && route.method().equals(method)) {
        var query = new HashMap<String, String>();
        target.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
        return new Match(route, names, query);
      }
      exists |= names != null;
    }
    throw exists
        ? new RefusedException(405, method + " is not served here")
        : RefusedException.notFound("no such resource; GET /v1 lists all");
  }

  /** Matches a path; null if it belongs to another resource. */
  private static @Nullable Map<String, String> match(String[] pattern, String[] segments) {
    if (pattern.length != segments.length) {
      return null;
    }
    var found = new HashMap<String, String>();
    for (int i = 0; i < pattern.length; i++) {
      if (pattern[i].startsWith("{")) {
        found.put(pattern[i].substring(1, pattern[i].length() - 1), decoded(segments[i]));
      } else if (!pattern[i].equals(segments[i])) {
        return null;
      }
    }
    return found;
  }

  /** Decodes a segment. In a path, unlike in a query, a plus sign stands for itself. */
  private static String decoded(String segment) {
    return QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
  }
}
