package org.holdfast.agent.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that has found its route.
 *
 * @param path what stands in the places of the route's {@code {names}}, percent-decoded
 * @param query the first value of each parameter, percent-decoded
 * @param body empty when there is none
 */
public record Request(
    Caller caller, Map<String, String> path, Map<String, String> query, String body) {

  public Request {
    path = Map.copyOf(path);
    query = Map.copyOf(query);
  }

  /** What stands in the place of {@code {name}}. */
  public String at(String name) {
    var value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " (expected: one of " + path.keySet() + ")");
    }
    return value;
  }

  /** A parameter of the query; null when it is not given. */
  public @Nullable String parameter(String name) {
    return query.get(name);
  }
}
