package org.holdfast.agent.page;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.vrrp.io.InstanceStatus;

/**
 * Whether a director can serve: every instance takes part in its election, so is master or backup,
 * and the IPVS table is kept. PURE.
 */
public final class Readiness {

  private Readiness() {}

  /**
   * Returns the reasons why the director is not ready, one line each; empty if it is.
   *
   * @param tableError why the IPVS table is not kept; empty if it is, or none is wanted
   */
  public static List<String> obstacles(List<InstanceStatus> instances, String tableError) {
    var obstacles = new ArrayList<String>();
    for (var instance : instances) {
      switch (instance.state()) {
        case MASTER, BACKUP -> {}
        case FAULT ->
            obstacles.add(
                instance.name() + " is at fault: " + String.join("; ", instance.faults()));
        case INIT -> obstacles.add(instance.name() + " has not begun its election");
        case STOP -> obstacles.add(instance.name() + " is stopped");
      }
    }
    if (!tableError.isEmpty()) {
      obstacles.add("the IPVS table is not kept: " + tableError);
    }
    return obstacles;
  }
}
