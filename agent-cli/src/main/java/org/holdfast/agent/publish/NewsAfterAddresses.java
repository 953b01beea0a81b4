package org.holdfast.agent.publish;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceId;
import org.holdfast.vrrp.io.Readiness;
import org.holdfast.vrrp.io.VrrpNews;

/**
 * Passes the news of a new master on when its addresses are there and announced, because the
 * commands that receive it use them; keepalived has the same order. News of a group waits for its
 * members. All other news passes at once, but not before earlier news of its instance. Thread-safe.
 */
public final class NewsAfterAddresses implements Consumer<VrrpNews>, Readiness {

  /** The most news of one instance that waits; more of it does not wait any longer. */
  private static final int MOST_WAITING = 16;

  private final Consumer<VrrpNews> next;
  private final Set<InstanceId> holding = new HashSet<>();
  private final Map<InstanceId, List<VrrpNews>> waiting = new LinkedHashMap<>();
  private final Map<String, VrrpNews> groups = new LinkedHashMap<>();
  private Map<String, Set<String>> members = Map.of();

  /**
   * @param next receives the news; returns at once
   */
  public NewsAfterAddresses(AgentConfig config, Consumer<VrrpNews> next) {
    this.next = next;
    follow(config);
  }

  /** Follows a configuration. */
  public synchronized void follow(AgentConfig config) {
    var named = new HashMap<String, Set<String>>();
    config
        .vrrp()
        .syncGroups()
        .forEach(group -> named.put(group.name(), Set.copyOf(group.instances())));
    members = named;
  }

  @Override
  public synchronized void accept(VrrpNews news) {
    switch (news) {
      case VrrpNews.Moved moved -> {
        pass(moved.instance());
        if (moved.state() == VrrpState.MASTER && !holding.contains(moved.instance())) {
          waiting.put(moved.instance(), new ArrayList<>(List.of(news)));
        } else {
          next.accept(news);
        }
      }
      case VrrpNews.GroupMoved(String group, VrrpState state) -> {
        groups.remove(group);
        if (state == VrrpState.MASTER && waits(group)) {
          groups.put(group, news);
        } else {
          next.accept(news);
        }
      }
      case VrrpNews.PriorityChanged changed -> behindTheOthers(changed.instance(), news);
      case VrrpNews.LowerPriorityHeard heard -> behindTheOthers(heard.instance(), news);
      case VrrpNews.TrackTurned _, VrrpNews.PeerDisagrees _, VrrpNews.PeerAgrees _ ->
          next.accept(news);
    }
  }

  private void behindTheOthers(InstanceId instance, VrrpNews news) {
    var others = waiting.get(instance);
    if (others == null) {
      next.accept(news);
      return;
    }
    others.add(news);
    if (others.size() > MOST_WAITING) {
      pass(instance);
    }
  }

  private boolean waits(String group) {
    var names = members.getOrDefault(group, Set.of());
    return waiting.keySet().stream().anyMatch(instance -> names.contains(instance.name()));
  }

  /** Passes on the news of an instance, and that of the groups that wait for no other. */
  private void pass(InstanceId instance) {
    var news = waiting.remove(instance);
    if (news == null) {
      return;
    }
    news.forEach(next);
    for (var group : List.copyOf(groups.keySet())) {
      var held = waits(group) ? null : groups.remove(group);
      if (held != null) {
        next.accept(held);
      }
    }
  }

  @Override
  public CompletionStage<Void> beforeAddresses(InstanceId instance) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void haveAddresses(InstanceId instance) {
    holding.add(instance);
    pass(instance);
  }

  @Override
  public synchronized void afterAddresses(InstanceId instance) {
    holding.remove(instance);
  }
}
