package org.holdfast.agent.config.bind;

import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.linux.route.RouteKernel;

/** The protocol numbers of routes and rules. */
final class Protocols {

  private Protocols() {}

  /**
   * Returns the protocol number that a route or rule carries instead of the agent's own; 0 for the
   * agent's own. The kernel's reports of removals are filtered by the agent's number, so that an
   * object with another one cannot be tracked.
   */
  static int of(Report report, Fields fields, Key<Long> protocol, Key<Boolean> tracked) {
    var given = fields.find(protocol);
    if (given == null || given == RouteKernel.PROTOCOL) {
      return 0;
    }
    if (fields.get(tracked)) {
      report.error(
          fields.spot(protocol),
          "the agent recognises what it keeps by its own number, 72; write tracked: false, or"
              + " remove protocol");
    }
    return given.intValue();
  }
}
