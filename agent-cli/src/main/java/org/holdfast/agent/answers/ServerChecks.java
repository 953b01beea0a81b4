package org.holdfast.agent.answers;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.agent.status.VirtualServerStatus.ServerCheck;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.run.CheckStatus;
import org.jspecify.annotations.Nullable;

/** Finds the last words of servers' checks. */
final class ServerChecks {

  /** A failed check decides; a check without a verdict is of more interest than a good one. */
  private static final Comparator<CheckStatus> WORST_FIRST =
      Comparator.comparingInt(check ->
          switch (check.state()) {
            case "down" -> 0;
            case "undecided" -> 1;
            default -> 2;
          });

  private final Map<String, CheckStatus> byWords = new HashMap<>();

  /** Of several checks with the same words, the worst counts. */
  ServerChecks(List<CheckStatus> checks) {
    for (var check : checks) {
      byWords.merge(
          check.check(), check, (one, other) -> WORST_FIRST.compare(one, other) <= 0 ? one : other);
    }
  }

  /** Returns the check that decides about the server, or its first; null if it has none. */
  @Nullable ServerCheck of(ServerConfig server) {
    return server.checks().stream()
        .flatMap(use -> Stream.ofNullable(byWords.get(use.spec().probe().words())))
        .min(WORST_FIRST)
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
