package org.holdfast.agent.control;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that matches a route.
 *
 * @param path the values of the route's {@code {names}}, percent-decoded
 * @param query the first value of each parameter, percent-decoded
 * @param body the body; empty if there is none
 */
public record ControlRequest(
    Caller caller, Map<String, String> path, Map<String, String> query, String body) {

  public ControlRequest {
    path = Map.copyOf(path);
    query = Map.copyOf(query);
  }

  /** Returns the value of {@code {name}} in the path. */
  public String at(String name) {
    var value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " (expected: one of " + path.keySet() + ")");
    }
    return value;
  }

  /** Returns a parameter of the query; null if absent. */
  public @Nullable String parameter(String name) {
    return query.get(name);
  }
}
