package org.holdfast.agent.publish;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.notify.Notifier;
import org.holdfast.agent.notify.Webhook;
import org.holdfast.agent.notify.WebhookConfig;

/** Posts events to the configured webhooks until closed. Thread-safe. */
public final class Webhooks implements AutoCloseable {

  private final Events events;
  private final Map<WebhookConfig, Webhook> hooks = new LinkedHashMap<>();

  private Webhooks(Events events) {
    this.events = events;
  }

  /** Opens the configured webhooks; loads none of their classes if none is configured. */
  public static Webhooks following(Events events, AgentConfig config) {
    var webhooks = new Webhooks(events);
    webhooks.follow(config);
    return webhooks;
  }

  /**
   * Posts later events to the webhooks of {@code config}. Events already queued for a removed
   * webhook are still posted.
   */
  public synchronized void follow(AgentConfig config) {
    var wanted = config.notifications().webhooks();
    for (var each : wanted) {
      if (!hooks.containsKey(each)) {
        var hook = new Webhook(each, event -> Json.line(event.parts()), Notifier.STOP_WAIT);
        hooks.put(each, hook);
        events.follow(hook);
      }
    }
    hooks.entrySet().removeIf(hook -> !wanted.contains(hook.getKey()) && end(hook.getValue()));
  }

  private boolean end(Webhook hook) {
    events.unfollow(hook);
    hook.retire();
    return true;
  }

  @Override
  public synchronized void close() {
    for (var hook : hooks.values()) {
      events.unfollow(hook);
      hook.close();
    }
  }
}
