package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what happens, beside the commands of each instance and server.
 *
 * @param priorityTold the instances whose changes of priority the FIFOs are told of
 * @param statesOnReload whether the FIFOs are told how all stand after a reload
 * @param mail null for none
 * @param webhooks who hears of every event
 * @param commandLimit how long a notify command may run; null for as long as it takes
 * @param hooks what a takeover waits for, by instance; only those that have some
 */
public record NotificationsConfig(
    List<FifoConfig> fifos,
    Set<String> priorityTold,
    boolean statesOnReload,
    @Nullable MailConfig mail,
    List<WebhookConfig> webhooks,
    @Nullable Duration commandLimit,
    List<HooksConfig> hooks) {

  /** Tells nobody. */
  public static final NotificationsConfig NONE =
      new NotificationsConfig(List.of(), Set.of(), false, null, List.of(), null, List.of());

  public NotificationsConfig {
    fifos = List.copyOf(fifos);
    priorityTold = Set.copyOf(priorityTold);
    webhooks = List.copyOf(webhooks);
    hooks = List.copyOf(hooks);
  }
}
