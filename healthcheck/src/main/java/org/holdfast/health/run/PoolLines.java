package org.holdfast.health.run;

import org.holdfast.health.PoolChange;
import org.holdfast.health.run.ServerLog.Line;
import org.holdfast.health.run.ServerLog.Topic;
import org.holdfast.linux.LogEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** The log lines about changes in a pool. What takes service away is a warning. */
final class PoolLines {

  private PoolLines() {}

  static Topic topic(PoolChange change) {
    return switch (change) {
      case PoolChange.Placed _, PoolChange.ServerUp _, PoolChange.ServerDown _ -> Topic.SERVERS;
      case PoolChange.AliveServers _,
          PoolChange.QuorumGained _,
          PoolChange.QuorumLost _,
          PoolChange.SorryServer _,
          PoolChange.TierServes _ ->
          Topic.VIRTUAL_SERVERS;
    };
  }

  /** Returns the line about a change in the pool of a virtual server. */
  static Line line(String service, PoolChange change) {
    return new Line(
        level(change), event(change), service, server(change), () -> change.words(service));
  }

  private static Level level(PoolChange change) {
    return switch (change) {
      case PoolChange.ServerDown _, PoolChange.QuorumLost _ -> Level.WARN;
      case PoolChange.SorryServer sorry when sorry.now().weight() > 0 -> Level.WARN;
      case PoolChange.SorryServer _,
          PoolChange.Placed _,
          PoolChange.AliveServers _,
          PoolChange.ServerUp _,
          PoolChange.QuorumGained _,
          PoolChange.TierServes _ ->
          Level.INFO;
    };
  }

  private static @Nullable LogEvent event(PoolChange change) {
    return switch (change) {
      case PoolChange.ServerUp _ -> LogEvent.SERVER_UP;
      case PoolChange.ServerDown _ -> LogEvent.SERVER_DOWN;
      case PoolChange.QuorumGained _ -> LogEvent.QUORUM_GAINED;
      case PoolChange.QuorumLost _ -> LogEvent.QUORUM_LOST;
      case PoolChange.SorryServer _ -> LogEvent.SORRY_SERVER;
      case PoolChange.Placed _, PoolChange.AliveServers _, PoolChange.TierServes _ -> null;
    };
  }

  private static @Nullable String server(PoolChange change) {
    return switch (change) {
      case PoolChange.Placed placed -> placed.name();
      case PoolChange.ServerUp up -> up.name();
      case PoolChange.ServerDown down -> down.name();
      case PoolChange.AliveServers _,
          PoolChange.QuorumGained _,
          PoolChange.QuorumLost _,
          PoolChange.SorryServer _,
          PoolChange.TierServes _ ->
          null;
    };
  }
}
