package org.holdfast.agent.publish;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.holdfast.agent.events.Events;
import org.holdfast.health.PoolChange;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.run.IpvsListener;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.VrrpNews;
import org.holdfast.vrrp.peer.Disagreement;

/** Turns the reports of the agent's parts, each on its own thread, into events. */
public final class EventPublisher implements Consumer<VrrpNews>, IpvsListener {

  private final Events events;
  private final Consumer<VrrpNews> next;
  private final BiConsumer<String, PoolChange> nextOfPools;

  /**
   * @param next receives VRRP's news after the events
   * @param nextOfPools receives the virtual servers' names and changes after the events
   */
  public EventPublisher(
      Events events, Consumer<VrrpNews> next, BiConsumer<String, PoolChange> nextOfPools) {
    this.events = events;
    this.next = next;
    this.nextOfPools = nextOfPools;
  }

  @Override
  public void accept(VrrpNews news) {
    switch (news) {
      case VrrpNews.Moved moved -> report(moved);
      case VrrpNews.GroupMoved(String group, VrrpState state) ->
          events.publish(
              "group-moved",
              group,
              "group " + group + " is " + state,
              Map.of("state", state.name()));
      case VrrpNews.TrackTurned turned -> report(turned);
      case VrrpNews.PeerDisagrees(InstanceId instance, Disagreement disagreement) ->
          report("peer-disagrees", instance, disagreement, "");
      case VrrpNews.PeerAgrees(InstanceId instance, Disagreement disagreement) ->
          report("peer-agrees", instance, disagreement, "no longer: ");
      case VrrpNews.PriorityChanged _, VrrpNews.LowerPriorityHeard _ -> {}
    }
    next.accept(news);
  }

  private void report(VrrpNews.Moved moved) {
    var instance = moved.instance().name();
    var reason = moved.reason();
    events.publish(
        "instance-moved",
        instance,
        instance + " is " + moved.state() + ": " + reason.text(),
        Map.of(
            "from",
            moved.from().name(),
            "state",
            moved.state().name(),
            "priority",
            moved.priority(),
            "reason",
            reason.kind()));
  }

  private void report(VrrpNews.TrackTurned turned) {
    var kind = turned.kind().word();
    var verdict = turned.verdict().words();
    events.publish(
        "track-turned",
        turned.instance().name(),
        turned.instance() + ": " + kind + " " + turned.track() + " is " + verdict,
        Map.of(
            "kind",
            kind,
            "track",
            turned.track(),
            "verdict",
            verdict,
            "priority",
            turned.priority()));
  }

  private void report(String kind, InstanceId instance, Disagreement disagreement, String prefix) {
    events.publish(
        kind,
        instance.name(),
        instance + ": " + prefix + disagreement.words(),
        Map.of("peer", disagreement.peer(), "kind", disagreement.kind().word()));
  }

  /** Publishes a change in the pool of a virtual server. */
  public void poolChanged(String server, PoolChange change) {
    var words = change.words(server);
    switch (change) {
      case PoolChange.ServerUp(String name) ->
          events.publish("server-up", server + "/" + name, words, Map.of());
      case PoolChange.ServerDown(String name, String why, _) ->
          events.publish("server-down", server + "/" + name, words, Map.of("why", why));
      case PoolChange.QuorumGained gained ->
          events.publish("quorum-gained", server, words, Map.of("weight", gained.sum()));
      case PoolChange.QuorumLost lost ->
          events.publish("quorum-lost", server, words, Map.of("weight", lost.sum()));
      case PoolChange.SorryServer(_, var now) ->
          events.publish(
              now.weight() > 0 ? "sorry-server-serves" : "sorry-server-idle",
              server,
              words,
              Map.of());
      case PoolChange.TierServes serves ->
          events.publish(
              "tier-serves", server, words, Map.of("tier", serves.tier(), "weight", serves.sum()));
      case PoolChange.Placed _, PoolChange.AliveServers _ -> {}
    }
    nextOfPools.accept(server, change);
  }

  @Override
  public void repaired(ServiceKey service, List<String> changes) {
    events.publish(
        "table-repaired",
        service.words(),
        service.words() + " was changed by another program: " + String.join(", ", changes),
        Map.of("changes", changes));
  }

  @Override
  public void repairedMore(int services) {
    events.publish(
        "table-repaired",
        "agent",
        services + " more services were changed by another program",
        Map.of("services", services));
  }

  @Override
  public void refused(ServiceKey service, String why) {
    events.publish("table-refused", service.words(), why, Map.of());
  }
}
