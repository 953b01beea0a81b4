package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that lead to a value; converted to text only when a message needs the path. */
public final class NodePath {

  private final @Nullable NodePath up;
  private final String step;

  NodePath(@Nullable NodePath up, String step) {
    this.up = up;
    this.step = step;
  }

  /** Returns the keys and the names of entries, from the outermost to the last. */
  public List<String> steps() {
    var steps = new ArrayList<String>();
    for (@Nullable NodePath at = this; at != null; at = at.up) {
      steps.addFirst(at.step);
    }
    return steps;
  }

  /** Returns the path as text, such as {@code vrrp.instances.VI_1.priority}. */
  @Override
  public String toString() {
    return up == null ? step : up + "." + step;
  }
}
