package org.holdfast.agent.answers;

import java.util.HashMap;
import java.util.Map;
import org.holdfast.agent.status.VirtualServerStatus.ServerCheck;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckState;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.run.CheckStates;
import org.jspecify.annotations.Nullable;

/** Finds the last words of servers' checks. Immutable. */
final class ServerChecks {

  private final CheckStates all;
  private final Map<CheckSpec, CheckState> bySpec;

  ServerChecks(CheckStates all) {
    this.all = all;
    bySpec = HashMap.newHashMap(all.states().size());
    all.states().forEach(state -> bySpec.put(state.spec(), state));
  }

  /** Returns the check that decides about the server, or its first; null if it has none. */
  @Nullable ServerCheck of(ServerConfig server) {
    CheckState worst = null;
    for (var use : server.checks()) {
      var state = bySpec.get(use.spec());
      if (state != null && (worst == null || rank(state) < rank(worst))) {
        worst = state;
      }
    }
    if (worst == null) {
      return null;
    }
    var check = all.status(worst);
    return new ServerCheck(
        check.check(), check.state(), check.failure(), check.result(), check.latencySeconds());
  }

  /** A failed check decides; a check without a verdict is of more interest than a good one. */
  private static int rank(CheckState check) {
    return switch (check.verdict()) {
      case NOT_WELL -> 0;
      case UNDECIDED -> 1;
      case WELL -> 2;
    };
  }
}
