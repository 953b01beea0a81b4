package org.holdfast.agent.answers;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.agent.status.VirtualServerStatus.ServerCheck;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckState;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.run.CheckStates;
import org.jspecify.annotations.Nullable;

/** Finds the last words of servers' checks. Immutable. */
final class ServerChecks {

  /** A failed check decides; a check without a verdict is of more interest than a good one. */
  private static final Comparator<CheckState> WORST_FIRST =
      Comparator.comparingInt(check ->
          switch (check.verdict()) {
            case NOT_WELL -> 0;
            case UNDECIDED -> 1;
            case WELL -> 2;
          });

  private final CheckStates all;
  private final Map<CheckSpec, CheckState> bySpec;

  ServerChecks(CheckStates all) {
    this.all = all;
    bySpec = HashMap.newHashMap(all.states().size());
    all.states().forEach(state -> bySpec.put(state.spec(), state));
  }

  /** Returns the check that decides about the server, or its first; null if it has none. */
  @Nullable ServerCheck of(ServerConfig server) {
    return server.checks().stream()
        .flatMap(use -> Stream.ofNullable(bySpec.get(use.spec())))
        .min(WORST_FIRST)
        .map(all::status)
        .map(check ->
            new ServerCheck(
                check.check(),
                check.state(),
                check.failure(),
                check.result(),
                check.latencySeconds()))
        .orElse(null);
  }
}
