package org.holdfast.agent;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.notify.Notifier;
import org.holdfast.agent.notify.Webhook;

/** All that are told of events by HTTP, while this is open. Any thread. */
final class Webhooks implements AutoCloseable {

  private final Events events;
  private final List<Webhook> hooks = new ArrayList<>();

  private Webhooks(Events events) {
    this.events = events;
  }

  /** Nothing is loaded and nobody follows when none is configured. */
  static Webhooks following(Events events, AgentConfig config) {
    var webhooks = new Webhooks(events);
    for (var each : config.notifications().webhooks()) {
      var hook = new Webhook(each, event -> Json.line(event.parts()), Notifier.STOP_WAIT);
      webhooks.hooks.add(hook);
      events.follow(hook);
    }
    return webhooks;
  }

  @Override
  public void close() {
    for (var hook : hooks) {
      events.unfollow(hook);
      hook.close();
    }
  }
}
