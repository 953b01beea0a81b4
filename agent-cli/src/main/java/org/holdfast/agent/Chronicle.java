package org.holdfast.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.events.Events;
import org.holdfast.health.PoolChange;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.io.TransitionListener;
import org.holdfast.vrrp.peer.Disagreement;

/** Makes events of what the agent's parts tell, each on its own thread. */
final class Chronicle implements TransitionListener, IpvsListener {

  private final Events events;
  private final TransitionListener next;

  /** Of the election loop alone. */
  private final Map<String, String> before = new HashMap<>();

  /**
   * @param next who hears of transitions too
   */
  Chronicle(Events events, TransitionListener next) {
    this.events = events;
    this.next = next;
  }

  @Override
  public void instanceMoved(String instance, String state, int priority, Reason reason) {
    var from = before.put(instance, state);
    events.tell(
        "instance-moved",
        instance,
        instance + " is " + state + ": " + reason.text(),
        Map.of(
            "from",
            from == null ? "INIT" : from,
            "state",
            state,
            "priority",
            priority,
            "reason",
            reason.kind()));
    next.instanceMoved(instance, state, priority, reason);
  }

  @Override
  public void groupMoved(String group, String state) {
    events.tell("group-moved", group, "group " + group + " is " + state, Map.of("state", state));
    next.groupMoved(group, state);
  }

  @Override
  public void priorityChanged(String instance, String state, int priority) {
    next.priorityChanged(instance, state, priority);
  }

  @Override
  public void lowerPriorityHeard(String instance, int priority) {
    next.lowerPriorityHeard(instance, priority);
  }

  @Override
  public void trackTurned(
      String instance, TrackKind kind, String name, TrackVerdict verdict, int priority) {
    events.tell(
        "track-turned",
        instance,
        instance + ": " + kind.word() + " " + name + " is " + verdict.words(),
        Map.of(
            "kind", kind.word(), "track", name, "verdict", verdict.words(), "priority", priority));
    next.trackTurned(instance, kind, name, verdict, priority);
  }

  @Override
  public void peerDisagrees(String instance, Disagreement disagreement) {
    tell("peer-disagrees", instance, disagreement, "");
    next.peerDisagrees(instance, disagreement);
  }

  @Override
  public void peerAgrees(String instance, Disagreement disagreement) {
    tell("peer-agrees", instance, disagreement, "no more: ");
    next.peerAgrees(instance, disagreement);
  }

  private void tell(String kind, String instance, Disagreement disagreement, String prefix) {
    events.tell(
        kind,
        instance,
        instance + ": " + prefix + disagreement.words(),
        Map.of("peer", disagreement.peer(), "kind", disagreement.kind().word()));
  }

  /** Something has changed in the pool of a virtual server. */
  void poolChanged(String server, PoolChange change) {
    var words = change.words(server);
    switch (change) {
      case PoolChange.ServerUp(_, String name) ->
          events.tell("server-up", server + "/" + name, words, Map.of());
      case PoolChange.ServerDown(_, String name, String why) ->
          events.tell("server-down", server + "/" + name, words, Map.of("why", why));
      case PoolChange.QuorumGained gained ->
          events.tell("quorum-gained", server, words, Map.of("weight", gained.sum()));
      case PoolChange.QuorumLost lost ->
          events.tell("quorum-lost", server, words, Map.of("weight", lost.sum()));
      case PoolChange.SorryServer(_, var now) ->
          events.tell(
              now.weight() > 0 ? "sorry-server-serves" : "sorry-server-idle",
              server,
              words,
              Map.of());
      case PoolChange.TierServes serves ->
          events.tell(
              "tier-serves", server, words, Map.of("tier", serves.tier(), "weight", serves.sum()));
      case PoolChange.Placed _, PoolChange.AliveServers _ -> {}
    }
  }

  @Override
  public void repaired(ServiceKey service, List<String> changes) {
    events.tell(
        "table-repaired",
        service.words(),
        service.words() + " was changed by somebody else: " + String.join(", ", changes),
        Map.of("changes", changes));
  }

  @Override
  public void repairedMore(int services) {
    events.tell(
        "table-repaired",
        "agent",
        services + " more services were changed by somebody else",
        Map.of("services", services));
  }

  @Override
  public void refused(ServiceKey service, String why) {
    events.tell("table-refused", service.words(), why, Map.of());
  }
}
